#include "ui/dialogs/words_panel.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <mutex>

#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/session/vector_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QString shownCount(std::size_t value) {
    return count(std::int64_t(value));
}

double shareOf(std::size_t part, std::size_t all) {
    return all == 0 ? kMissing : double(part) / double(all);
}

/// In sentences: what kind of file it is, how much of the texts it knows, what was passed over.
QString foundText(const FoundWords& found, std::size_t queries) {
    const WordCoverage& training = found.training();
    QStringList parts = {
        WordsPanel::tr("%1: %2 words of %3 dimensions.")
            .arg(labelText(found.format), shownCount(found.fileWords))
            .arg(found.words->dimensions()),
        WordsPanel::tr(
            "It knows %1 of the %2 different training words, and %3 of the running ones; "
            "%4 of %5 queries get a vector.")
            .arg(percent(shareOf(training.found, training.words)), shownCount(training.words),
                 percent(shareOf(training.runningFound, training.runningWords)),
                 shownCount(found.vectors), shownCount(queries))};
    if (found.duplicates > 0) {
        parts << WordsPanel::tr("%1 words are there again: their first vector counts.")
                     .arg(shownCount(found.duplicates));
    }
    if (found.pieces > 0) {
        parts << WordsPanel::tr("%1 tokens that are no whole words are left out.")
                     .arg(shownCount(found.pieces));
    }
    return parts.join(' ');
}

constexpr const char* kByTexts = "built-in";
constexpr const char* kByVectors = "data";

}  // namespace

WordsPanel::WordsPanel(Session& session, const QString& file, QWidget* parent)
    : QWidget(parent), m_session(session), m_alive(&session) {
    build();
    m_file->setText(file);
    connect(&session, &Session::workspaceChanged, this, [this] {
        stop();
        m_outcome->setText({});
    });
    connect(&session, &Session::preparedChanged, this, &WordsPanel::follow);
    connect(&session, &Session::scenarioChanged, this, &WordsPanel::follow);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_outcome->setText(sentence(error), NoteLabel::Tone::Warning);
        ended();
    });
    connect(&m_worker, &Worker::progress, this, &WordsPanel::showProgress);
    follow();
}

WordsPanel::~WordsPanel() {
    if (!m_changing || !m_alive) return;
    // It may have been done already: what is there then has to be seen.
    m_worker.discard();
    m_alive->reloadData(m_changed);
}

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

QString WordsPanel::present() const {
    return m_present->text();
}

QString WordsPanel::found() const {
    return m_foundText->text();
}

QString WordsPanel::outcome() const {
    return m_outcome->text();
}

void WordsPanel::browse() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Choose a file of word vectors"), m_file->text(),
        tr("Word vectors (*.txt *.vec *.bin *.safetensors);;All files (*)"));
    if (file.isEmpty()) return;
    m_file->setText(file);
    read();
}

void WordsPanel::run(const QString& what, Worker::Work work) {
    m_running = true;
    m_bar->setRange(0, 0);
    m_outcome->setText(what);
    showState();
    emit runningChanged();
    m_cancel->setFocus();
    m_worker.submit(std::move(work), Worker::Running::Stop);
}

/// @param done on the GUI thread
void WordsPanel::change(const QString& what, std::function<void(Workspace&, const Job&)> work,
                        std::function<void()> done) {
    m_changing = true;
    m_changed = m_session.prepared()->data->name;
    run(what, [this, store = m_session.store(), work = std::move(work),
               done = std::move(done)](const Worker::Context& context) {
        {
            const std::lock_guard lock(store->mutex);
            work(store->workspace, context.job);
        }
        context.show([this, done] {
            m_found.reset();
            ended();
            done();
        });
    });
}

void WordsPanel::read() {
    if (!m_read->isEnabled()) return;
    m_found.reset();
    m_foundFor = m_session.prepared()->data;
    m_foundSplit = m_session.prepared()->scenario.preparation.trainSplit;
    run(tr("Reading…"), [this, data = m_foundFor, split = m_foundSplit,
                         path = std::filesystem::path(m_file->text().trimmed().toStdString())](
                            const Worker::Context& context) {
        auto found = findWords(*data, data->rowsOfSplit(split), path, context.job);
        context.show([this, found = std::move(found)] { showFound(found); });
    });
}

void WordsPanel::showFound(const FoundWords& found) {
    m_found = found;
    m_outcome->setText({});
    ended();
    emit fileRead(m_file->text().trimmed());
    if (m_use->isEnabled()) m_use->setFocus();
}

void WordsPanel::use() {
    const std::string dataset = m_session.prepared()->data->name;
    if (!m_found) {  // the data set has its vectors already
        turnTo(dataset, kByVectors);
        return;
    }
    const auto done = [this, dataset, source = m_found->source] {
        m_outcome->setText(
            tr("Queries are similar by the words of %1 now.").arg(labelText(wordsFile(source))),
            NoteLabel::Tone::Strong);
        // Read anew first: what is shown has no such vectors.
        m_session.reloadData(dataset);
        turnTo(dataset, kByVectors);
    };
    change(
        tr("Giving the queries their vectors…"),
        [dataset, found = *m_found](Workspace& workspace, const Job& job) {
            Dataset changed = workspace.loadDataset(dataset, job);
            giveWords(workspace, changed, found, job);
        },
        done);
}

void WordsPanel::take() {
    const std::string dataset = m_session.prepared()->data->name;
    turnTo(dataset, kByTexts);
    change(
        tr("Removing the words…"),
        [dataset](Workspace& workspace, const Job& job) { takeWords(workspace, dataset, job); },
        [this, dataset] {
            m_outcome->setText(tr("The data set has no vectors of words any more."),
                               NoteLabel::Tone::Strong);
            m_session.reloadData(dataset);
        });
}

/// As one step of undo, if that data set is still the one that is looked at.
void WordsPanel::turnTo(const std::string& dataset, const char* embedding) {
    Scenario next = m_session.scenario();
    if (m_session.isVisiting() || next.preparation.dataset != dataset) return;
    next.preparation.embedding = embedding;
    m_session.edit(next, tr("choice of vectors"));
}

void WordsPanel::showProgress(double share, const QString& stage) {
    m_outcome->setText(stage + "…");
    if (share < 0.0) {
        m_bar->setRange(0, 0);
        return;
    }
    m_bar->setRange(0, 1000);
    m_bar->setValue(int(share * 1000.0));
}

/// What was found is of the data and training texts that it was found for.
void WordsPanel::follow() {
    const auto& prepared = m_session.prepared();
    if (!m_running && m_found &&
        (!prepared || prepared->data != m_foundFor ||
         prepared->scenario.preparation.trainSplit != m_foundSplit)) {
        m_found.reset();
    }
    showState();
}

QString WordsPanel::presentText() const {
    const Prepared& prepared = *m_session.prepared();
    const std::string& source = prepared.data->embeddingSource;
    if (source.empty()) return tr("The queries have no vectors; they are similar by their texts.");
    if (!isOfWords(source)) {
        return tr("The queries have vectors from elsewhere (%1), which those of words would "
                  "replace: import the data under another name and use the words there.")
            .arg(labelText(source));
    }
    if (prepared.predictor->embeddingSource() == source) return vectorsText(prepared) + '.';
    return tr("%1, %2 dimensions; not used, the queries are similar by their texts.")
        .arg(vectorsTitle(source))
        .arg(prepared.data->embedding.cols());
}

void WordsPanel::showState() {
    const auto& prepared = m_session.prepared();
    const bool able = prepared && m_session.store() && !m_session.isVisiting();
    const std::string source = able ? prepared->data->embeddingSource : std::string();
    const bool words = isOfWords(source);
    const bool readable = able && (words || source.empty());
    m_present->setText(
        able ? presentText() : tr("There are no data in a workspace to give vectors to."),
        readable ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    m_foundText->setText(m_found && prepared ? foundText(*m_found, prepared->data->queryCount())
                                             : QString());
    m_file->setEnabled(readable && !m_running);
    m_browse->setEnabled(readable && !m_running);
    m_read->setEnabled(readable && !m_running && !m_file->text().trimmed().isEmpty());
    const bool unused = words && m_session.scenario().preparation.embedding != kByVectors;
    m_use->setEnabled(readable && !m_running && (m_found || unused));
    m_remove->setEnabled(words && !m_running);
    m_cancel->setEnabled(m_running && !m_changing);
    m_bar->setVisible(m_running);
}

void WordsPanel::stop() {
    if (!m_running) return;
    m_worker.discard();
    m_outcome->setText(tr("Cancelled."));
    ended();
}

void WordsPanel::ended() {
    const bool hadFocus = m_cancel->hasFocus();
    m_running = m_changing = false;
    follow();
    emit runningChanged();
    if (hadFocus) m_file->setFocus();
}

}  // namespace orl
