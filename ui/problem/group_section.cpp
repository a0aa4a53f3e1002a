#include "ui/problem/group_section.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/problem/group_model.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

/// A number field in per cent in place of the bare default editor.
class ShareDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                          const QModelIndex& index) const override {
        auto* field = new QDoubleSpinBox(parent);
        field->setRange(0.0, 100.0);
        field->setDecimals(1);
        field->setSingleStep(1.0);
        field->setFrame(false);
        field->setAlignment(Qt::AlignRight);
        field->setButtonSymbols(QAbstractSpinBox::NoButtons);
        field->setAccessibleName(
            index.model()->headerData(index.column(), Qt::Horizontal).toString());
        return field;
    }
};

}  // namespace

GroupSection::GroupSection(Session& session, QWidget* parent)
    : Section(tr("Groups"), parent), m_session(session), m_model(new GroupModel(this)) {
    build();
    connect(m_by, &QComboBox::activated, this, [this] {
        Scenario next = m_session.scenario();
        next.constraints.groups = {};  // names of tasks are none of levels
        next.constraints.groups.by = m_by->currentData().toString().toStdString();
        m_session.edit(next, tr("choice of groups"));
    });
    connect(m_limits, &QComboBox::currentIndexChanged, this, [this] {
        m_model->setCapsOf(m_limits->currentData().toString().toStdString());
        showSolve();
    });
    connect(m_model, &GroupModel::edited, this,
            [this](const Scenario& next, const QString& text) { m_session.edit(next, text); });
    connect(&session, &Session::scenarioChanged, this, &GroupSection::showScenario);
    connect(&session, &Session::preparedChanged, this, &GroupSection::showModels);
    connect(&session, &Session::solvedChanged, this, &GroupSection::showSolve);
    showModels();
    showScenario();
}

void GroupSection::build() {
    m_by = new QComboBox;
    m_by->addItem(tr("None"), QString());
    m_by->addItem(tr("Tasks"), QStringLiteral("task"));
    m_by->addItem(tr("Difficulty levels"), QStringLiteral("level"));
    addRow(tr("Limits &of"), m_by,
           tr("Floors and caps of tasks or levels, beside those of the whole batch"));
    m_limits = new QComboBox;
    for (QComboBox* box : {m_by, m_limits}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }
    addRow(tr("Set"), m_limits,
           tr("Floors on each group's mean predicted accuracy, or the most of each group that one "
              "model may take"));
    m_table = new QTableView;
    m_table->setModel(m_model);
    m_table->setItemDelegate(new ShareDelegate(m_table));
    m_table->setAccessibleName(tr("Limits of groups"));
    letCopy(*m_table);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 5);
    m_table->verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 4);
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(20);
    header->setSectionResizeMode(GroupModel::Name, QHeaderView::Stretch);
    const auto fix = [&](int column, const QString& widest) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, fontMetrics().horizontalAdvance(widest) + 10);
    };
    fix(GroupModel::Asked, QStringLiteral("88 %"));
    fix(GroupModel::Now, QStringLiteral("100.0 %"));
    fix(GroupModel::Price, QStringLiteral("$88.88"));
    header->setHighlightSections(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The dock is as wide as its controls need, not as a table would like to be.
    m_table->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_table->installEventFilter(this);
    column()->addWidget(m_table);
    m_note = new NoteLabel;
    column()->addWidget(m_note);
}

bool GroupSection::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
            m_model->reset(m_table->currentIndex());
            return true;
        }
    }
    return Section::eventFilter(watched, event);
}

void GroupSection::showScenario() {
    const GroupSettings& groups = m_session.scenario().constraints.groups;
    m_by->setCurrentIndex(std::max(0, m_by->findData(QString::fromStdString(groups.by))));
    m_model->setScenario(m_session.scenario());
    showSolve();
}

/// Floors, then the caps of every model.
void GroupSection::showModels() {
    const QString shown = m_limits->currentData().toString();
    const QSignalBlocker quiet(m_limits);
    m_limits->clear();
    m_limits->addItem(tr("Floors α"), QString());
    if (const auto& prepared = m_session.prepared()) {
        for (const ModelInfo& model : prepared->data->models) {
            m_limits->addItem(tr("Caps L of %1").arg(labelText(model.name)),
                              QString::fromStdString(model.name));
        }
    }
    m_limits->setCurrentIndex(std::max(0, m_limits->findData(shown)));
    m_model->setCapsOf(m_limits->currentData().toString().toStdString());
}

void GroupSection::showSolve() {
    m_model->setSolve(m_session.solved());
    const bool any = m_model->rowCount() > 0;
    m_limits->setEnabled(any);
    m_table->setVisible(any);
    constexpr int kMostRows = 8;
    const int rows = std::clamp(m_model->rowCount(), 2, kMostRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() +
                            2 * m_table->frameWidth() + 2);
    const int missed = m_model->violations();
    if (!any) {
        m_note->setText({});
    } else if (missed > 0) {
        m_note->setText(tr("%1 of %2 are not met").arg(missed).arg(m_model->rowCount()),
                        NoteLabel::Tone::Warning);
    } else {
        m_note->setText(tr("double click a cell to set a limit; bold: it has a price"));
    }
}

}  // namespace orl
