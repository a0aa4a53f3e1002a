// The fields of the dialog, and the servers that it knows by name.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/dialogs/embed_dialog.h"
#include "ui/dialogs/words_panel.h"
#include "ui/session/session.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

struct Preset {
    const char* name;
    const char* address;  ///< at which it listens unless told otherwise
    const char* model;    ///< a usual one; empty: it has but the one that it was started with
};
constexpr std::array<Preset, 3> kPresets = {
    {{"Ollama", "http://localhost:11434", "nomic-embed-text"},
     {"llama.cpp", "http://localhost:8080", ""},
     {"vLLM", "http://localhost:8000", "BAAI/bge-base-en-v1.5"}}};

bool isUsualModel(const QString& model) {
    return model.isEmpty() || std::ranges::any_of(kPresets, [&](const Preset& preset) {
               return model == QLatin1String(preset.model);
           });
}

}  // namespace

void EmbedDialog::build(const QString& wordsFile) {
    m_data = new NoteLabel;
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Data set"), m_data);
    form->addRow(tr("Vectors"), buildSources());
    m_words = new WordsPanel(m_session, wordsFile);
    m_pages = new QStackedWidget;
    m_pages->addWidget(buildServerPage());
    m_pages->addWidget(m_words);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_pages, 1);
    connect(m_fromWords, &QRadioButton::toggled, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_words, &WordsPanel::fileRead, this, &EmbedDialog::wordsFileUsed);
    connect(m_words, &WordsPanel::runningChanged, this, &EmbedDialog::showState);
    connect(m_words->closeButton(), &QPushButton::clicked, this, &QWidget::close);
    const auto& prepared = m_session.prepared();
    const bool ofWords = prepared && isOfWords(prepared->data->embeddingSource);
    (ofWords ? m_fromWords : m_fromServer)->setChecked(true);
    resize(560, sizeHint().height());
}

QWidget* EmbedDialog::buildSources() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_fromServer = new QRadioButton(tr("From a s&erver"));
    m_fromServer->setToolTip(tr("An embedding model makes one of each whole text"));
    m_fromWords = new QRadioButton(tr("From a file of &word vectors"));
    m_fromWords->setToolTip(tr("Made of the vectors of a text's words, without a server"));
    row->addWidget(m_fromServer);
    row->addWidget(m_fromWords);
    row->addStretch(1);
    return box;
}

QWidget* EmbedDialog::buildServerPage() {
    auto* page = new QWidget;
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addServer(*form);
    addKey(*form);
    m_plan = new NoteLabel;
    m_outcome = new NoteLabel;
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(14);
    m_bar->setAccessibleName(tr("Progress"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(form);
    column->addWidget(m_fresh);
    column->addWidget(m_plan);
    column->addWidget(m_bar);
    column->addWidget(m_outcome);
    column->addStretch(1);
    column->addWidget(buildButtons());
    return page;
}

void EmbedDialog::addServer(QFormLayout& form) {
    m_preset = new QComboBox;
    for (const Preset& preset : kPresets) m_preset->addItem(preset.name);
    m_preset->addItem(tr("another"));
    m_preset->setToolTip(
        tr("Fills in the usual address; any server that speaks OpenAI's protocol "
           "of embeddings will do"));
    m_preset->setAccessibleName(tr("Kind of server"));
    m_address = new QLineEdit;
    m_address->setPlaceholderText("https://api.example.org/v1");
    m_address->setToolTip(tr("With or without /v1/embeddings at its end"));
    m_address->setAccessibleName(tr("Address of the server"));
    auto* where = new QHBoxLayout;
    where->addWidget(m_preset);
    where->addWidget(m_address, 1);
    auto* label = new QLabel(tr("Ser&ver"));
    label->setBuddy(m_address);
    // The longest label of the form above.
    label->setMinimumWidth(fontMetrics().horizontalAdvance(tr("Data set")));
    form.addRow(label, where);
    m_model = new QLineEdit;
    m_model->setToolTip(
        tr("Name of the embedding model, as the server knows it; the vectors are "
           "kept in the workspace under it"));
    form.addRow(tr("&Model"), m_model);
    m_batch = new QSpinBox;
    m_batch->setRange(1, 2048);
    m_batch->setValue(64);
    m_batch->setSuffix(tr(" texts"));
    m_batch->setToolTip(tr("Texts in one request"));
    m_timeout = new QDoubleSpinBox;
    m_timeout->setRange(0.1, 3600.0);
    m_timeout->setDecimals(1);
    m_timeout->setValue(60.0);
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setToolTip(
        tr("For the answer to one request; the first one may have to wait until "
           "the server has loaded the model"));
    auto* limits = new QHBoxLayout;
    auto* timeoutLabel = new QLabel(tr("T&imeout"));
    timeoutLabel->setBuddy(m_timeout);
    limits->addWidget(m_batch);
    limits->addSpacing(12);
    limits->addWidget(timeoutLabel);
    limits->addWidget(m_timeout);
    limits->addStretch(1);
    auto* batchLabel = new QLabel(tr("&Batch"));
    batchLabel->setBuddy(m_batch);
    form.addRow(batchLabel, limits);
    m_fresh = new QCheckBox(tr("&Forget what is kept of this model, and ask for everything"));
    m_fresh->setToolTip(tr("Needed when another model answers to the same name"));
    connect(m_preset, &QComboBox::activated, this, &EmbedDialog::choosePreset);
    connect(m_address, &QLineEdit::textChanged, this, &EmbedDialog::followAddress);
    connect(m_model, &QLineEdit::textChanged, this, &EmbedDialog::count);
    connect(m_fresh, &QCheckBox::toggled, this, &EmbedDialog::showState);
}

void EmbedDialog::addKey(QFormLayout& form) {
    m_key = new QLineEdit;
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setToolTip(tr("Sent to this server alone; never written to the workspace. Where the "
                         "field is empty, the environment variable %1 is read")
                          .arg(kApiKeyVariable));
    m_key->setPlaceholderText(qEnvironmentVariableIsEmpty(kApiKeyVariable)
                                  ? tr("none; a server of your own needs none")
                                  : tr("that of the environment variable %1").arg(kApiKeyVariable));
    form.addRow(tr("API &key"), m_key);
    m_remember = new QCheckBox(tr("&Remember the key on this computer"));
    m_remember->setToolTip(tr("In %1, which nobody but you may read").arg(KeyStore::usualFile()));
    form.addRow(QString(), m_remember);
    connect(m_key, &QLineEdit::textChanged, this, &EmbedDialog::showState);
}

QWidget* EmbedDialog::buildButtons() {
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
    m_test =
        button(tr("&Test connection"), tr("Embed one text, to see whether the server answers"));
    row->addStretch(1);
    m_use = button(tr("&Use for retrieval"),
                   tr("Find similar queries by these vectors instead of the texts"));
    m_start = button(tr("&Start"), tr("Ask for the vectors of all queries"));
    m_cancel = button(tr("&Cancel"), tr("Stop; what was answered is kept"));
    QPushButton* leave =
        button(tr("C&lose"), tr("Stops what is running; what was answered is kept"));
    connect(m_test, &QPushButton::clicked, this, &EmbedDialog::test);
    connect(m_start, &QPushButton::clicked, this, &EmbedDialog::start);
    connect(m_cancel, &QPushButton::clicked, this, &EmbedDialog::stop);
    connect(leave, &QPushButton::clicked, this, &QWidget::close);
    connect(m_use, &QPushButton::clicked, this, [this] {
        Scenario next = m_session.scenario();
        next.preparation.embedding = toString(VectorSource::Data);
        m_session.edit(next, tr("choice of vectors"));
    });
    return box;
}

void EmbedDialog::choosePreset() {
    const auto at = std::size_t(m_preset->currentIndex());
    const bool known = at < kPresets.size();
    if (isUsualModel(m_model->text())) m_model->setText(known ? kPresets[at].model : "");
    m_address->setText(known ? kPresets[at].address : "");
    if (!known) m_address->setFocus();
}

/// A key belongs to one server: it does not stay in the field for another.
void EmbedDialog::followAddress() {
    const auto* const found = std::ranges::find(
        kPresets, m_address->text(), [](const Preset& each) { return QString(each.address); });
    m_preset->setCurrentIndex(int(found - kPresets.begin()));
    const bool oneModel = found != kPresets.end() && *found->model == '\0';
    m_model->setPlaceholderText(oneModel ? tr("name of the model that it was started with")
                                         : tr("such as %1").arg(kPresets[0].model));
    if (const QString now = origin(); now != m_origin) {
        m_origin = now;
        m_key->setText(m_keys.key(now));
        m_remember->setChecked(!m_key->text().isEmpty());
    }
    showState();
}

}  // namespace orl
