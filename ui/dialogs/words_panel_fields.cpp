// The fields and buttons of the panel.
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/dialogs/words_panel.h"
#include "ui/widgets/note_label.h"

namespace orl {

void WordsPanel::build() {
    m_present = new NoteLabel;
    m_file = new QLineEdit;
    m_file->setPlaceholderText(tr("glove.6B.100d.txt, or a file of word2vec or safetensors"));
    m_file->setToolTip(
        tr("GloVe's or word2vec's text, word2vec's binary, or a .safetensors table with its "
           "tokenizer.json beside it; recognised by its content"));
    m_browse = new QPushButton(tr("C&hoose…"));
    m_browse->setAutoDefault(false);
    auto* where = new QHBoxLayout;
    where->addWidget(m_file, 1);
    where->addWidget(m_browse);
    auto* label = new QLabel(tr("&File"));
    label->setBuddy(m_file);
    // The longest label of the form above.
    label->setMinimumWidth(fontMetrics().horizontalAdvance(tr("Data set")));
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Now"), m_present);
    form->addRow(label, where);
    m_foundText = new NoteLabel;
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(14);
    m_bar->setAccessibleName(tr("Progress"));
    m_outcome = new NoteLabel;
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(form);
    column->addWidget(m_foundText);
    column->addWidget(m_bar);
    column->addWidget(m_outcome);
    column->addStretch(1);
    column->addWidget(buildButtons());
    connect(m_browse, &QPushButton::clicked, this, &WordsPanel::browse);
    connect(m_file, &QLineEdit::textChanged, this, &WordsPanel::showState);
    connect(m_file, &QLineEdit::returnPressed, this, &WordsPanel::read);
}

QWidget* WordsPanel::buildButtons() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    const auto button = [&](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text);
        made->setToolTip(tip);
        made->setAutoDefault(false);
        row->addWidget(made);
        return made;
    };
    m_remove = button(tr("R&emove the words"),
                      tr("Take the vectors of words and the words from the data set; queries are "
                         "then similar by their texts"));
    row->addStretch(1);
    m_read = button(tr("&Read"), tr("See what the file has for these data; changes nothing yet"));
    m_use = button(tr("&Use for retrieval"),
                   tr("Give the queries these vectors and find similar ones by them"));
    m_cancel = button(tr("&Cancel"), tr("Stop reading; nothing has changed"));
    m_close = button(tr("C&lose"), tr("Stops what is running"));
    connect(m_read, &QPushButton::clicked, this, &WordsPanel::read);
    connect(m_use, &QPushButton::clicked, this, &WordsPanel::use);
    connect(m_remove, &QPushButton::clicked, this, &WordsPanel::take);
    connect(m_cancel, &QPushButton::clicked, this, &WordsPanel::stop);
    return box;
}

}  // namespace orl
