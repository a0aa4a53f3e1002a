#include <QComboBox>
#include <QProgressBar>
#include <QRadioButton>
#include <QUndoStack>
#include <set>

#include "core/predict/word_store.h"
#include "core/support/random.h"
#include "embed_fixture.h"
#include "ui/dialogs/words_panel.h"
#include "ui/pages/predictor/page.h"
#include "ui/problem/dock.h"
#include "ui/problem/method_section.h"
#include "ui/widgets/banner.h"

namespace orl {

class WordsDialogTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void whatAFileHasIsShownBeforeAnythingChanges();
    void takingItIsAStepOfUndo();
    void fitsMadeAnewKeepTheWords();
    void aFileThatIsGoneIsNotNeeded();
    void theyAreRemoved();
    void faultsAreSaidWithFileAndLine_data();
    void faultsAreSaidWithFileAndLine();
    void vectorsOfAServerStay();
    void readingIsCancelled();
    void closingStopsIt();
    void otherDataForgetWhatWasFound();

  private:
    QString vectorFile(const QString& name = "v.txt", std::size_t more = 0) const;
    WordsPanel& openPanel(const QString& file = {});
    bool done() const;
    bool read(const QString& file);
    bool take(const QString& file);
    QString note() const;

    std::unique_ptr<EmbedFixture> m_on;
};

void WordsDialogTest::init() {
    m_on = std::make_unique<EmbedFixture>();
    QVERIFY(m_on->open());
}

void WordsDialogTest::cleanup() {
    m_on.reset();
}

/// Random vectors of most words of the data; `more` words that they lack make it long to read.
QString WordsDialogTest::vectorFile(const QString& name, std::size_t more) const {
    const Dataset data = m_on->stored();
    std::vector<std::string_view> texts;
    for (const Query& query : data.queries) texts.emplace_back(query.text);
    const auto words = wordsIn(texts);
    const std::set<std::string> sorted(words.begin(), words.end());
    Random random(1);
    std::ofstream out(m_on->lab().path(name));
    const auto write = [&](const std::string& word) {
        out << word;
        for (int d = 0; d < 5; ++d) out << ' ' << random.normal();
        out << '\n';
    };
    std::size_t k = 0;
    for (const std::string& word : sorted) {
        if (k++ % 5 != 0) write(word);
    }
    for (std::size_t m = 0; m < more; ++m) write("strange" + std::to_string(m));
    return m_on->lab().file(name);
}

WordsPanel& WordsDialogTest::openPanel(const QString& file) {
    m_on->window().embedAction()->trigger();
    EmbedDialog& dialog = m_on->dialog();
    QTest::mouseClick(dialog.fromWords(), Qt::LeftButton);
    WordsPanel& panel = *dialog.words();
    if (!file.isEmpty()) EmbedFixture::type(panel.file(), file);
    return panel;
}

bool WordsDialogTest::done() const {
    return QTest::qWaitFor(
        [this] { return !m_on->dialog().words()->running() && m_on->session().settled(); },
        kPatience);
}

bool WordsDialogTest::read(const QString& file) {
    WordsPanel& panel = openPanel(file);
    QTest::keyClick(panel.file(), Qt::Key_Return);
    return done();
}

bool WordsDialogTest::take(const QString& file) {
    if (!read(file)) return false;
    QTest::mouseClick(m_on->dialog().words()->useButton(), Qt::LeftButton);
    return done();
}

QString WordsDialogTest::note() const {
    m_on->window().showPage("predictor");
    const bool settled = m_on->settle();
    return settled ? m_on->window().page<PredictorPage>()->note() : QString();
}

void WordsDialogTest::whatAFileHasIsShownBeforeAnythingChanges() {
    WordsPanel& panel = openPanel();
    QVERIFY(panel.isVisible());
    QVERIFY2(panel.present().contains("no vectors"), qPrintable(panel.present()));
    QVERIFY(!panel.readButton()->isEnabled());
    QVERIFY(!panel.useButton()->isEnabled());
    QVERIFY(!panel.removeButton()->isEnabled());
    QVERIFY(read(vectorFile()));
    QVERIFY2(panel.found().startsWith("GloVe text: "), qPrintable(panel.found()));
    QVERIFY2(panel.found().contains("of 5 dimensions"), qPrintable(panel.found()));
    QVERIFY2(panel.found().contains("of 60 queries get a vector"), qPrintable(panel.found()));
    QVERIFY(panel.outcome().isEmpty());
    QVERIFY(panel.useButton()->isEnabled());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
    QCOMPARE(m_on->session().scenario().preparation.embedding, std::string("built-in"));
}

void WordsDialogTest::takingItIsAStepOfUndo() {
    const QString file = vectorFile();
    const int steps = m_on->session().undoStack()->count();
    QVERIFY(take(file));
    WordsPanel& panel = *m_on->dialog().words();
    QVERIFY2(panel.outcome().contains("by the words of v.txt now"), qPrintable(panel.outcome()));
    QVERIFY2(panel.present().startsWith("Words: v.txt, 5 dimensions, "),
             qPrintable(panel.present()));
    QVERIFY2(panel.present().endsWith(" % of the words known."), qPrintable(panel.present()));
    QVERIFY(panel.removeButton()->isEnabled());
    QCOMPARE(m_on->session().undoStack()->count(), steps + 1);
    QVERIFY(m_on->session().prepared()->predictor->options().vectors == VectorSource::Data);
    QComboBox* similar = m_on->window().problem()->method()->embedding();
    QCOMPARE(similar->currentText(), QString("Words: v.txt"));
    QVERIFY2(note().contains("Words: v.txt, 5 dimensions, "), qPrintable(note()));
    m_on->session().undoStack()->undo();
    QVERIFY(m_on->settle());
    QCOMPARE(similar->currentIndex(), 0);
    QVERIFY2(panel.present().contains("not used"), qPrintable(panel.present()));
    QVERIFY2(note().contains("offers the words of v.txt"), qPrintable(note()));
    QVERIFY(panel.useButton()->isEnabled());
    QTest::mouseClick(panel.useButton(), Qt::LeftButton);
    QVERIFY(done());
    QCOMPARE(similar->currentIndex(), 1);
    QVERIFY(wordsOf(*m_on->session().prepared()->predictor) != nullptr);
    QVERIFY(m_on->window().banner()->isHidden());
}

void WordsDialogTest::fitsMadeAnewKeepTheWords() {
    QVERIFY(take(vectorFile()));
    Session& session = m_on->session();
    const auto expectWords = [&](const Scenario& next) {
        session.edit(next, "another fit");
        QVERIFY(m_on->settle());
        QVERIFY(session.prepared()->scenario.preparation == next.preparation);
        QVERIFY(wordsOf(*session.prepared()->predictor) != nullptr);
    };
    Scenario next = session.scenario();
    next.preparation.neighbours = 7;
    expectWords(next);
    next.preparation.predictor = "knn";
    expectWords(next);
    std::swap(next.preparation.trainSplit, next.preparation.testSplit);
    expectWords(next);
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    rule.shares = {{"train", 0.6}, {"test", 0.4}};
    session.dealData("small", rule);
    QVERIFY(QTest::qWaitFor(
        [&] { return session.settled() && session.scenario().preparation.trainSplit == "train"; },
        kPatience));
    QCOMPARE(session.scenario().preparation.embedding, std::string("data"));
    QVERIFY(wordsOf(*session.prepared()->predictor) != nullptr);
}

void WordsDialogTest::aFileThatIsGoneIsNotNeeded() {
    const QString file = vectorFile();
    QVERIFY(take(file));
    QVERIFY(QFile::remove(file));
    QVERIFY(m_on->open());
    QVERIFY(wordsOf(*m_on->session().prepared()->predictor) != nullptr);
    Scenario next = m_on->session().scenario();
    next.preparation.neighbours = 6;
    m_on->session().edit(next, "another fit");
    QVERIFY(m_on->settle());
    QVERIFY(wordsOf(*m_on->session().prepared()->predictor) != nullptr);
    // Its place is remembered; reading it again says that it is gone, and what there is stays.
    m_on->window().embedAction()->trigger();
    QVERIFY(m_on->dialog().fromWords()->isChecked());
    WordsPanel& panel = *m_on->dialog().words();
    QCOMPARE(panel.file()->text(), file);
    QTest::mouseClick(panel.readButton(), Qt::LeftButton);
    QVERIFY(done());
    QVERIFY2(panel.outcome().contains("no file that can be read"), qPrintable(panel.outcome()));
    QVERIFY2(panel.present().startsWith("Words: v.txt"), qPrintable(panel.present()));
}

void WordsDialogTest::theyAreRemoved() {
    QVERIFY(take(vectorFile()));
    WordsPanel& panel = *m_on->dialog().words();
    QTest::mouseClick(panel.removeButton(), Qt::LeftButton);
    QVERIFY(done());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
    QVERIFY(!storedWords(Workspace::open(m_on->file().toStdString()), "small"));
    QCOMPARE(m_on->session().scenario().preparation.embedding, std::string("built-in"));
    QVERIFY2(panel.present().contains("no vectors"), qPrintable(panel.present()));
    QVERIFY(!panel.removeButton()->isEnabled());
    // A step back asks for what is not there any more: the texts stay.
    m_on->session().undoStack()->undo();
    QVERIFY(m_on->settle());
    QCOMPARE(m_on->session().scenario().preparation.embedding, std::string("built-in"));
    QVERIFY(m_on->window().banner()->isHidden());
}

void WordsDialogTest::faultsAreSaidWithFileAndLine_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    QTest::newRow("short line") << QByteArray("a 1 2\nb 1\nc 1 2\n") << "bad.txt:2: ";
    QTest::newRow("no number") << QByteArray("the 1 2\nof x 2\nand 1 2\n") << "bad.txt:2: ";
    QTest::newRow("empty") << QByteArray() << "no word vectors in it";
    QTest::newRow("foreign") << QByteArray("mot 1 2\nautre 3 4\n") << "none of its words";
    QTest::newRow("cut") << QByteArray("3 2\nthe 1 2\nof 1 2\n") << "promises 3 words";
}

void WordsDialogTest::faultsAreSaidWithFileAndLine() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    QFile file(m_on->lab().file("bad.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    QVERIFY(read(file.fileName()));
    WordsPanel& panel = *m_on->dialog().words();
    QVERIFY2(panel.outcome().contains(part), qPrintable(panel.outcome()));
    QVERIFY(panel.found().isEmpty());
    QVERIFY(!panel.useButton()->isEnabled());
    QVERIFY(panel.readButton()->isEnabled());
    // The next one is a new try.
    QVERIFY(read(vectorFile()));
    QVERIFY(panel.outcome().isEmpty());
    QVERIFY(panel.useButton()->isEnabled());
}

void WordsDialogTest::vectorsOfAServerStay() {
    Workspace::open(m_on->file().toStdString())
        .saveEmbeddings("small", "nomic @ host", Embeddings::Random(60, 4));
    QVERIFY(m_on->open());
    WordsPanel& panel = openPanel();
    QVERIFY2(panel.present().contains("nomic @ host"), qPrintable(panel.present()));
    QVERIFY(!panel.browseButton()->isEnabled());
    QVERIFY(!panel.readButton()->isEnabled());
    QVERIFY(!panel.removeButton()->isEnabled());
}

void WordsDialogTest::readingIsCancelled() {
    WordsPanel& panel = openPanel(vectorFile("long.txt", 1'000'000));
    QTest::mouseClick(panel.readButton(), Qt::LeftButton);
    QVERIFY(panel.running());
    QVERIFY(panel.cancelButton()->isEnabled());
    QVERIFY(!m_on->dialog().fromServer()->isEnabled());
    QVERIFY(panel.bar()->isVisible());
    QTest::mouseClick(panel.cancelButton(), Qt::LeftButton);
    QVERIFY(!panel.running());
    QCOMPARE(panel.outcome(), QString("Cancelled."));
    QVERIFY(panel.found().isEmpty());
    QVERIFY(m_on->dialog().fromServer()->isEnabled());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
}

void WordsDialogTest::closingStopsIt() {
    WordsPanel& panel = openPanel(vectorFile("long.txt", 1'000'000));
    QTest::mouseClick(panel.readButton(), Qt::LeftButton);
    QTest::mouseClick(panel.closeButton(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return m_on->window().embedDialog() == nullptr; }, kPatience));
    QVERIFY(m_on->settle());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
    // Closed while the data change: whatever was reached is what is shown.
    QVERIFY(read(vectorFile()));
    QTest::mouseClick(m_on->dialog().words()->useButton(), Qt::LeftButton);
    m_on->dialog().close();
    QVERIFY(QTest::qWaitFor([&] { return m_on->window().embedDialog() == nullptr; }, kPatience));
    QVERIFY(m_on->settle());
    QCOMPARE(m_on->session().prepared()->data->embeddingSource, m_on->stored().embeddingSource);
}

void WordsDialogTest::otherDataForgetWhatWasFound() {
    QVERIFY(read(vectorFile()));
    WordsPanel& panel = *m_on->dialog().words();
    QVERIFY(!panel.found().isEmpty());
    m_on->window().openWorkspace(m_on->lab().workspace(80, "other.orlab"));
    QVERIFY(done());
    QCOMPARE(m_on->session().prepared()->data->queryCount(), 80U);
    QVERIFY(panel.found().isEmpty());
    QVERIFY(!panel.useButton()->isEnabled());
}

ORL_UI_TEST(WordsDialogTest);

}  // namespace orl

#include "words_dialog_test.moc"
