#include "ui/dialogs/embed_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <cmath>
#include <mutex>
#include <utility>

#include "ui/dialogs/words_panel.h"
#include "ui/net/endpoint.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QString number(std::size_t value) {
    return count(std::int64_t(value));
}

}  // namespace

EmbedDialog::EmbedDialog(Session& session, const QString& address, const QString& model,
                         const QString& wordsFile, QWidget* parent)
    : QDialog(parent), m_session(session) {
    setWindowTitle(tr("Embed the queries"));
    build(wordsFile);
    if (address.isEmpty()) {
        choosePreset();
    } else {
        m_address->setText(address);
        m_model->setText(model);
    }
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

QString EmbedDialog::plan() const {
    return m_plan->text();
}

QString EmbedDialog::outcome() const {
    return m_outcome->text();
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

/// What is running is told of the data that it was started for.
void EmbedDialog::follow() {
    if (m_running) return;
    const auto& prepared = m_session.prepared();
    m_data->setText(
        prepared ? tr("%1: %2 queries")
                       .arg(labelText(prepared->data->name), number(prepared->data->queryCount()))
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
                      m_session.scenario().preparation.embedding != toString(VectorSource::Data));
    m_bar->setVisible(m_running);
    for (QWidget* source : std::initializer_list<QWidget*>{m_fromServer, m_fromWords}) {
        source->setEnabled(!m_running && !m_words->running());
    }
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

void EmbedDialog::showProgress(double share, const QString& stage) {
    if (stage != "embedding" || !m_count) {  // such as that it is asked again
        m_outcome->setText(stage + "…");
        return;
    }
    const std::size_t all = m_fresh->isChecked() ? m_count->texts : m_count->open();
    m_bar->setRange(0, 1000);
    m_bar->setValue(int(share * 1000.0));
    m_outcome->setText(
        tr("%1 of %2 texts answered…")
            .arg(number(std::size_t(std::llround(share * double(all)))), number(all)));
}

void EmbedDialog::showEmbedded(const EmbedSummary& summary, const std::string& dataset) {
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
    follow();
    if (hadFocus) (m_embedding ? m_start : m_test)->setFocus();
}

}  // namespace orl
