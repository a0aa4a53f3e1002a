#include <QComboBox>
#include <QDoubleSpinBox>
#include <set>

#include "embed_fixture.h"
#include "ui/pages/predictor/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/method_section.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"

namespace orl {

using Then = Response::Then;

class EmbedDialogTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void theConnectionIsTestedWithOneText();
    void allQueriesAreEmbeddedAndOffered();
    void presetsFillInAddressAndModel();
    void whatIsMissingIsSaid();
    void faultsAreExplained_data();
    void faultsAreExplained();
    void aServerThatIsNotThereIsExplained();
    void whatMayPassIsTriedAgainAndSaid();
    void anotherLengthThanKeptIsExplainedAndForgotten();
    void cancelKeepsWhatWasAnswered();
    void closingStopsAndKeeps();
    void theWindowWorksOnMeanwhile();
    void anotherWorkspaceStopsIt();

  private:
    std::unique_ptr<EmbedFixture> m_on;
};

void EmbedDialogTest::init() {
    m_on = std::make_unique<EmbedFixture>();
    QVERIFY(m_on->open());
}

void EmbedDialogTest::cleanup() {
    m_on.reset();
}

void EmbedDialogTest::theConnectionIsTestedWithOneText() {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request, 6); });
    EmbedDialog& dialog = m_on->ask(server.url());
    QVERIFY(m_on->planned("to ask for"));
    QTest::mouseClick(dialog.testButton(), Qt::LeftButton);
    QVERIFY(dialog.running());
    QVERIFY(!dialog.startButton()->isEnabled());
    QVERIFY(m_on->finish());
    QVERIFY2(dialog.outcome().contains("vector of 6 numbers"), qPrintable(dialog.outcome()));
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(server.requests()[0].texts().size(), 1U);
    QCOMPARE(server.requests()[0].body.at("model"), "nomic");
    QVERIFY(dialog.startButton()->isEnabled());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
}

void EmbedDialogTest::allQueriesAreEmbeddedAndOffered() {
    const FakeServer server([](const Request& request, std::size_t) {
        return properAnswer(request, request.body.at("model") == "other" ? 5 : 6);
    });
    QComboBox* similar = m_on->window().problem()->method()->embedding();
    QVERIFY(!similar->isEnabled());
    EmbedDialog& dialog = m_on->ask(server.url());
    QVERIFY(!dialog.useButton()->isEnabled());
    QVERIFY(m_on->press(dialog.startButton()));
    QVERIFY2(dialog.outcome().contains("have vectors of 6 numbers"), qPrintable(dialog.outcome()));
    for (const Request& request : server.requests()) QVERIFY(request.texts().size() <= 10U);
    const Dataset data = m_on->stored();
    for (std::size_t i = 0; i < EmbedFixture::kQueries; ++i) {
        const auto expected = test::vectorOfText(data.queries[i].text, 6);
        for (std::size_t d = 0; d < 6; ++d) {
            QCOMPARE(data.embedding(Eigen::Index(i), Eigen::Index(d)), expected[d]);
        }
    }
    // The choice is offered, and the page says so.
    QVERIFY(similar->isEnabled());
    QVERIFY2(similar->itemText(1).contains("nomic @ 127.0.0.1"), qPrintable(similar->itemText(1)));
    m_on->window().showPage("predictor");
    QVERIFY(m_on->finish());
    QVERIFY2(m_on->window().page<PredictorPage>()->note().contains("offers the vectors of nomic @"),
             qPrintable(m_on->window().page<PredictorPage>()->note()));
    QVERIFY(m_on->session().prepared()->predictor->options().vectors == VectorSource::BuiltIn);
    QVERIFY(m_on->press(dialog.useButton()));
    QCOMPARE(similar->currentIndex(), 1);
    QVERIFY(m_on->session().prepared()->predictor->options().vectors == VectorSource::Data);
    QVERIFY2(m_on->window().page<PredictorPage>()->note().contains("Similar by nomic @"),
             qPrintable(m_on->window().page<PredictorPage>()->note()));
    QVERIFY(!dialog.useButton()->isEnabled());
    // Nothing is asked for twice.
    const std::size_t asked = server.requests().size();
    QVERIFY2(dialog.plan().contains(" 0 to ask for"), qPrintable(dialog.plan()));
    QVERIFY(m_on->press(dialog.startButton()));
    QCOMPARE(server.requests().size(), asked);
    // Vectors of another model take the place of those in use, and are fitted on at once.
    m_on->type(dialog.model(), "other");
    QVERIFY(m_on->press(dialog.startButton()));
    QVERIFY(m_on->session().prepared()->predictor->embeddingSource().starts_with("other @"));
    QCOMPARE(m_on->session().scenario().preparation.embedding, std::string("data"));
    QVERIFY(m_on->window().banner()->isHidden());
}

void EmbedDialogTest::presetsFillInAddressAndModel() {
    m_on->window().embedAction()->trigger();
    EmbedDialog& dialog = *m_on->window().embedDialog();
    QCOMPARE(dialog.address()->text(), QString("http://localhost:11434"));
    QCOMPARE(dialog.model()->text(), QString("nomic-embed-text"));
    dialog.preset()->setFocus();
    QTest::keyClick(dialog.preset(), Qt::Key_Down);
    QCOMPARE(dialog.address()->text(), QString("http://localhost:8080"));
    QTest::keyClick(dialog.preset(), Qt::Key_Down);
    QCOMPARE(dialog.address()->text(), QString("http://localhost:8000"));
    QVERIFY(!dialog.model()->text().isEmpty());
    m_on->type(dialog.model(), "my own");
    m_on->type(dialog.address(), "http://localhost:11434");
    QCOMPARE(dialog.preset()->currentText(), QString("Ollama"));
    QCOMPARE(dialog.model()->text(), QString("my own"));
    m_on->type(dialog.address(), "https://elsewhere.example/v1");
    QCOMPARE(dialog.preset()->currentText(), QString("another"));
    m_on->window().embedAction()->trigger();
    QCOMPARE(m_on->window().embedDialog(), &dialog);  // not a second one
}

void EmbedDialogTest::whatIsMissingIsSaid() {
    EmbedDialog& dialog = m_on->ask("localhost:11434");
    QVERIFY2(dialog.plan().contains("Give one like http"), qPrintable(dialog.plan()));
    QVERIFY(!dialog.startButton()->isEnabled());
    QVERIFY(!dialog.testButton()->isEnabled());
    m_on->type(dialog.address(), "http://me:secret@host");
    QVERIFY2(dialog.plan().contains("user name or password"), qPrintable(dialog.plan()));
    m_on->type(dialog.address(), "http://host.example");
    m_on->type(dialog.model(), "");
    QVERIFY2(dialog.plan().contains("Name the embedding model"), qPrintable(dialog.plan()));
    m_on->type(dialog.model(), "m");
    QVERIFY(dialog.startButton()->isEnabled());
    m_on->type(dialog.key(), kKey);
    QVERIFY(m_on->planned("plain http"));
    m_on->type(dialog.address(), "https://host.example");
    m_on->type(dialog.key(), kKey);
    QVERIFY(m_on->planned("to ask for"));
    QVERIFY(!dialog.plan().contains("plain http"));
}

void EmbedDialogTest::faultsAreExplained_data() {
    QTest::addColumn<Response>("response");
    QTest::addColumn<bool>("forAll");  ///< by Start: what may pass is tried again only there
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, Response response, bool forAll, const char* part) {
        QTest::newRow(name) << std::move(response) << forAll << QString(part);
    };
    row("401", failure(401), true, "401: no luck. Check the API key.");
    row("429", {429, "{}", {{"Retry-After", "86400"}}, Then::Close}, true, "429. Wait a while");
    row("500", failure(500), false, "500: no luck. Look into the server's log");
    row("slow", {200, "", {}, Then::Silence}, false,
        "did not answer within 0.1 s. Give it a longer timeout or a smaller batch.");
    row("cut", {200, std::string(1000, ' '), {}, Then::CutInTheMiddle}, false,
        "the connection failed");
    row("redirected", {302, "", {{"Location", "http://thief.example"}}, Then::Close}, true,
        "302. Give the URL that it leads to");
    row("no JSON", failure(200, "{\"data\": ["), true, "no JSON");
    row("no data", failure(200, "{}"), true, "no \"data\" array");
    row("no numbers", failure(200, "{\"data\": [{\"embedding\": [null]}]}"), false, "no number");
}

void EmbedDialogTest::faultsAreExplained() {
    QFETCH(Response, response);
    QFETCH(bool, forAll);
    QFETCH(QString, part);
    const FakeServer server([&](const Request&, std::size_t) { return response; });
    EmbedDialog& dialog = m_on->ask(server.url());
    if (response.then == Then::Silence) dialog.timeout()->setValue(0.1);
    QVERIFY(m_on->press(forAll ? dialog.startButton() : dialog.testButton()));
    QVERIFY2(dialog.outcome().contains(part), qPrintable(dialog.outcome()));
    QVERIFY2(dialog.outcome().startsWith(QString::fromStdString(server.url())),
             qPrintable(dialog.outcome()));
    QCOMPARE(server.requests().size(), 1U);
    QVERIFY(dialog.startButton()->isEnabled());
    QVERIFY(!dialog.cancelButton()->isEnabled());
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
    // The next try is a new one.
    const FakeServer healthy(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    m_on->type(dialog.address(), QString::fromStdString(healthy.url()));
    QVERIFY(m_on->press(dialog.startButton()));
    QCOMPARE(m_on->stored().embeddingCount(), EmbedFixture::kQueries);
}

void EmbedDialogTest::aServerThatIsNotThereIsExplained() {
    std::string url;
    {
        const FakeServer gone([](const Request&, std::size_t) { return Response{}; });
        url = gone.url();
    }
    EmbedDialog& dialog = m_on->ask(url);
    for (QPushButton* button : {dialog.testButton(), dialog.startButton()}) {
        QVERIFY(m_on->press(button));
        QVERIFY2(dialog.outcome().contains("refused the connection. Start the server"),
                 qPrintable(dialog.outcome()));
    }
}

void EmbedDialogTest::whatMayPassIsTriedAgainAndSaid() {
    const FakeServer server([](const Request& request, std::size_t number) {
        return number == 0 ? failure(503) : properAnswer(request);
    });
    EmbedDialog& dialog = m_on->ask(server.url());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor(
        [&] { return dialog.outcome().contains("503: no luck; asking again in 0.5 s"); },
        kPatience));
    QVERIFY(m_on->finish());
    QCOMPARE(m_on->stored().embeddingCount(), EmbedFixture::kQueries);
}

void EmbedDialogTest::anotherLengthThanKeptIsExplainedAndForgotten() {
    std::atomic<std::size_t> dimension = 4;
    const FakeServer server(
        [&](const Request& request, std::size_t) { return properAnswer(request, dimension); });
    const std::string text = m_on->stored().queries[0].text;
    Workspace::open(m_on->file().toStdString())
        .cacheEmbeddings("nomic", std::vector<std::string_view>{text}, Embeddings::Ones(1, 7));
    EmbedDialog& dialog = m_on->ask(server.url());
    QVERIFY(m_on->planned("to ask for"));
    QVERIFY(m_on->press(dialog.testButton()));
    QVERIFY2(dialog.outcome().contains("kept of this model have 7"), qPrintable(dialog.outcome()));
    QVERIFY(m_on->press(dialog.startButton()));
    QVERIFY2(dialog.outcome().contains("vectors of 4 numbers, but those kept of \"nomic\" have 7"),
             qPrintable(dialog.outcome()));
    dialog.fresh()->setFocus();
    QTest::keyClick(dialog.fresh(), Qt::Key_Space);
    QVERIFY(m_on->press(dialog.startButton()));
    QCOMPARE(m_on->stored().embedding.cols(), 4);
    QVERIFY(!dialog.fresh()->isChecked());
}

void EmbedDialogTest::cancelKeepsWhatWasAnswered() {
    std::atomic<bool> silent = true;
    const FakeServer server([&](const Request& request, std::size_t number) {
        if (silent && number == 2) return Response{200, "", {}, Then::Silence};
        return properAnswer(request);
    });
    EmbedDialog& dialog = m_on->ask(server.url());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QVERIFY(EmbedFixture::asked(server, 3));
    QVERIFY(dialog.running());
    QVERIFY(dialog.cancelButton()->isEnabled());
    QTest::mouseClick(dialog.cancelButton(), Qt::LeftButton);
    QVERIFY(!dialog.running());
    QVERIFY2(dialog.outcome().startsWith("Cancelled"), qPrintable(dialog.outcome()));
    QVERIFY(m_on->planned("20 kept"));
    QCOMPARE(m_on->stored().embeddingCount(), 0U);
    silent = false;
    QVERIFY(m_on->press(dialog.startButton()));
    QCOMPARE(m_on->stored().embeddingCount(), EmbedFixture::kQueries);
    std::multiset<std::string> asked;
    for (const Request& request : server.requests()) {
        for (const std::string& text : request.texts()) asked.insert(text);
    }
    QCOMPARE(asked.count(m_on->stored().queries[0].text), 1U);
}

void EmbedDialogTest::closingStopsAndKeeps() {
    const FakeServer server([&](const Request& request, std::size_t number) {
        if (number == 2) return Response{200, "", {}, Then::Silence};
        return properAnswer(request);
    });
    EmbedDialog& dialog = m_on->ask(server.url());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QVERIFY(EmbedFixture::asked(server, 3));
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return m_on->window().embedDialog() == nullptr; }, kPatience));
    const Dataset data = m_on->stored();
    QCOMPARE(data.embeddingCount(), 0U);
    QCOMPARE(countEmbedded(Workspace::open(m_on->file().toStdString()), data, "nomic").kept, 20U);
    // A new dialog goes on where it was.
    m_on->ask(server.url());
    QVERIFY(m_on->planned("20 kept"));
}

void EmbedDialogTest::theWindowWorksOnMeanwhile() {
    const FakeServer silent([](const Request&, std::size_t) {
        return Response{200, "", {}, Then::Silence};
    });
    EmbedDialog& dialog = m_on->ask(silent.url());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QVERIFY(EmbedFixture::asked(silent, 1));
    RangeSlider* slider = m_on->window().problem()->constraints()->alpha()->slider();
    const double before = m_on->session().scenario().constraints.qualityFloor;
    QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(m_on->session().scenario().constraints.qualityFloor > before);
    // A fit reads and writes the workspace, which must be free while the server is asked.
    Scenario next = m_on->session().scenario();
    next.preparation.predictor = "knn";
    next.preparation.neighbours = 5;
    m_on->session().edit(next, "another fit");
    QVERIFY(QTest::qWaitFor([this] { return m_on->session().settled(); }, kPatience));
    QCOMPARE(m_on->session().prepared()->predictor->options().neighbours, 5);
    QVERIFY(dialog.running());
    m_on->close();  // ends at once, whatever the server does
    QCOMPARE(
        Scenario::fromJson(*Workspace::open(m_on->file().toStdString()).setting("lab.scenario"))
            .preparation.neighbours,
        5);
}

void EmbedDialogTest::anotherWorkspaceStopsIt() {
    const FakeServer silent([](const Request&, std::size_t) {
        return Response{200, "", {}, Then::Silence};
    });
    EmbedDialog& dialog = m_on->ask(silent.url());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QVERIFY(EmbedFixture::asked(silent, 1));
    m_on->window().openWorkspace(m_on->lab().workspace(80, "other.orlab"));
    QVERIFY(m_on->finish());
    QVERIFY(!dialog.running());
    QVERIFY(dialog.outcome().isEmpty());
    QCOMPARE(m_on->session().prepared()->data->queryCount(), 80U);
}

ORL_UI_TEST(EmbedDialogTest);

}  // namespace orl

#include "embed_dialog_test.moc"
