#include "ui/widgets/embed_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <utility>

#include "ui/net/endpoint.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
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

EmbedDialog::EmbedDialog(Session& session, const QString& address, const QString& model,
                         QWidget* parent)
    : QDialog(parent), m_session(session) {
    setWindowTitle(tr("Embed with a server"));
    build();
    m_address->setText(address.isEmpty() ? kPresets[0].address : address);
    m_model->setText(address.isEmpty() ? kPresets[0].model : model);
    connect(&session, &Session::workspaceChanged, this, [this] {
        stop();
        m_outcome->setText({});
    });
    connect(&session, &Session::preparedChanged, this, &EmbedDialog::follow);
    connect(&session, &Session::scenarioChanged, this, &EmbedDialog::showState);
    connect(&m_counter, &Worker::failed, this, [this](const Error& error) {
        m_outcome->setText(sentence(error), NoteLabel::Tone::Warning);
    });
    connect(&m_asker, &Worker::failed, this, [this](const Error& error) {
        m_outcome->setText(sentence(error), NoteLabel::Tone::Warning);
        ended();
    });
    connect(&m_asker, &Worker::progress, this, &EmbedDialog::showProgress);
    follow();
}

EmbedDialog::~EmbedDialog() = default;

void EmbedDialog::build() {
    m_data = new NoteLabel;
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Data set"), m_data);
    addServer(*form);
    addKey(*form);
    m_plan = new NoteLabel;
    m_outcome = new NoteLabel;
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(14);
    m_bar->setAccessibleName(tr("Progress"));
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_fresh);
    column->addWidget(m_plan);
    column->addWidget(m_bar);
    column->addWidget(m_outcome);
    column->addStretch(1);
    column->addWidget(buildButtons());
    resize(560, sizeHint().height());
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
        next.embedding = toString(VectorSource::Data);
        m_session.edit(next, tr("choice of vectors"));
    });
    return box;
}

QString EmbedDialog::plan() const {
    return m_plan->text();
}

QString EmbedDialog::outcome() const {
    return m_outcome->text();
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

/// Empty unless the address is that of a server.
QString EmbedDialog::origin() const {
    try {
        return originOf(embeddingEndpoint(m_address->text().trimmed().toStdString()));
    } catch (const Error&) {
        return {};
    }
}

EmbeddingServer EmbedDialog::server() const {
    EmbeddingServer made;
    made.url = m_address->text().trimmed().toStdString();
    made.model = m_model->text().trimmed().toStdString();
    made.key = m_key->text().isEmpty() ? qEnvironmentVariable(kApiKeyVariable).toStdString()
                                       : m_key->text().trimmed().toStdString();
    made.timeout = std::chrono::milliseconds(std::llround(m_timeout->value() * 1000.0));
    return made;
}

void EmbedDialog::follow() {
    const auto& prepared = m_session.prepared();
    m_data->setText(prepared ? tr("%1: %2 queries")
                                   .arg(QString::fromStdString(prepared->data->name),
                                        orl::count(std::int64_t(prepared->data->queryCount())))
                             : tr("none: open a workspace with data first"));
    count();
}

void EmbedDialog::count() {
    m_count.reset();
    const auto& prepared = m_session.prepared();
    const std::string model = m_model->text().trimmed().toStdString();
    if (!prepared || !m_session.store() || model.empty()) {
        m_counter.discard();
    } else {
        m_counter.submit(
            [this, store = m_session.store(), data = prepared->data,
             model](const Worker::Context& context) {
                const std::lock_guard lock(store->mutex);
                const EmbedCount counted =
                    countEmbedded(store->workspace, *data, model, context.job);
                context.show([this, counted] {
                    m_count = counted;
                    showState();
                });
            },
            Worker::Running::Stop);
    }
    showState();
}

QString EmbedDialog::missing() const {
    if (!m_session.prepared() || !m_session.store()) {
        return tr("There are no data in a workspace to embed.");
    }
    try {
        embeddingEndpoint(m_address->text().trimmed().toStdString());
    } catch (const Error& error) {
        return sentence(error);
    }
    if (m_model->text().trimmed().isEmpty()) return tr("Name the embedding model.");
    return {};
}

void EmbedDialog::showState() {
    const QString lacking = missing();
    QString text = lacking;
    if (text.isEmpty() && m_count) {
        const std::size_t kept = m_fresh->isChecked() ? 0 : m_count->kept;
        const auto number = [](std::size_t value) { return orl::count(std::int64_t(value)); };
        text = tr("%1 different texts: %2 kept from before, %3 to ask for.")
                   .arg(number(m_count->texts), number(kept), number(m_count->texts - kept));
        if (!server().key.empty() && isOpenToOthers(QUrl(m_origin))) {
            text += " " + tr("The key would be sent over plain http, where others may read it; "
                             "use https.");
        }
    }
    m_plan->setText(text, lacking.isEmpty() ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    const bool ready = lacking.isEmpty() && !m_running;
    m_test->setEnabled(ready);
    m_start->setEnabled(ready);
    m_cancel->setEnabled(m_running);
    for (QWidget* field : std::initializer_list<QWidget*>{
             m_preset, m_address, m_model, m_key, m_remember, m_batch, m_timeout, m_fresh}) {
        field->setEnabled(!m_running);
    }
    const auto& prepared = m_session.prepared();
    m_use->setEnabled(!m_running && prepared && prepared->data->embeddingCount() > 0 &&
                      m_session.scenario().embedding != toString(VectorSource::Data));
    m_bar->setVisible(m_running);
}

/// @return false if it could not be written; the outcome says why
bool EmbedDialog::rememberKey() {
    try {
        m_keys.remember(m_origin, m_remember->isChecked() ? m_key->text().trimmed() : QString());
        return true;
    } catch (const Error& error) {
        m_outcome->setText(sentence(error), NoteLabel::Tone::Warning);
        return false;
    }
}

void EmbedDialog::run(Worker::Work work) {
    if (!rememberKey()) return;
    emit serverUsed(QString::fromStdString(displayed(QUrl(m_address->text().trimmed()))),
                    m_model->text().trimmed());
    m_running = true;
    m_bar->setRange(0, 0);
    showState();
    m_cancel->setFocus();
    m_asker.submit(std::move(work), Worker::Running::Stop);
}

void EmbedDialog::test() {
    m_outcome->setText(tr("Asking %1…").arg(m_origin));
    m_embedding = false;
    run([this, asked = server()](const Worker::Context& context) {
        const ServerTrial trial = tryServer(asked, context.job);
        context.show([this, trial] { showTrial(trial); });
    });
}

void EmbedDialog::showTrial(const ServerTrial& trial) {
    QString text = tr("It answered in %1 with a vector of %2 numbers.")
                       .arg(duration(trial.milliseconds))
                       .arg(trial.dimension);
    const bool other = m_count && m_count->dimension > 0 && m_count->dimension != trial.dimension &&
                       !m_fresh->isChecked();
    if (other) {
        text += " " + tr("Those kept of this model have %1: forget them, or check the model.")
                          .arg(m_count->dimension);
    }
    m_outcome->setText(text, other ? NoteLabel::Tone::Warning : NoteLabel::Tone::Strong);
    ended();
}

void EmbedDialog::start() {
    EmbedRequest request;
    request.server = server();
    request.dataset = m_session.prepared()->data->name;
    request.batch = std::size_t(m_batch->value());
    request.fresh = m_fresh->isChecked();
    m_outcome->setText(tr("Asking %1…").arg(m_origin));
    m_embedding = true;
    run([this, store = m_session.store(), request](const Worker::Context& context) {
        const EmbedSummary summary = embedInto(*store, request, context.job);
        context.show(
            [this, summary, dataset = request.dataset] { showEmbedded(summary, dataset); });
    });
}

void EmbedDialog::showProgress(double share) {
    if (!m_embedding || share < 0.0 || !m_count) return;
    const std::size_t all = m_fresh->isChecked() ? m_count->texts : m_count->open();
    m_bar->setRange(0, 1000);
    m_bar->setValue(int(share * 1000.0));
    m_outcome->setText(
        tr("%1 of %2 texts answered…")
            .arg(orl::count(std::llround(share * double(all))), orl::count(std::int64_t(all))));
}

void EmbedDialog::showEmbedded(const EmbedSummary& summary, const std::string& dataset) {
    const auto number = [](std::size_t value) { return orl::count(std::int64_t(value)); };
    m_outcome->setText(tr("%1 queries have vectors of %2 numbers now; %3 texts were asked for, %4 "
                          "known from before. \"Similar by\" offers them.")
                           .arg(number(summary.queries), number(summary.dimension),
                                number(summary.asked), number(summary.kept)),
                       NoteLabel::Tone::Strong);
    m_fresh->setChecked(false);
    ended();
    m_session.reloadData(dataset);
}

void EmbedDialog::stop() {
    if (!m_running) return;
    m_asker.discard();
    m_outcome->setText(m_embedding ? tr("Cancelled. What was answered is kept, and the next start "
                                        "asks only for the rest.")
                                   : tr("Cancelled."));
    ended();
}

void EmbedDialog::ended() {
    const bool hadFocus = m_cancel->hasFocus();
    m_running = false;
    count();
    if (hadFocus) (m_embedding ? m_start : m_test)->setFocus();
}

}  // namespace orl
