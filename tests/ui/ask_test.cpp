// A text that is in no data: where it would go, live at the present prices, and what was asked.
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

#include "ui/charts/strips_chart.h"
#include "ui/pages/queries/ask_line.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class AskTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        m_line.reset();
        end();
    }
    void enterSaysWhereItGoes();
    void theAnswerFollowsPrices();
    void allModelsAreShown();
    void whatWasAskedIsKept();
    void strangeTextsAreAnswered();

  private:
    Session& session() const { return m_window->session(); }
    void openLine() {
        show(m_lab->workspace(240, "w.orlab", "hybrid"));
        m_line = std::make_unique<AskLine>(session());
        m_line->resize(1200, 40);
        m_line->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_line.get()));
    }
    bool answered() {
        return QTest::qWaitFor([this] { return session().settled() && !m_line->isBusy(); },
                               kPatience);
    }
    void type(const QString& text) {
        m_line->line()->clear();
        QTest::keyClicks(m_line->line(), text);
        QTest::keyClick(m_line->line(), Qt::Key_Return);
        QVERIFY(answered());
    }
    std::unique_ptr<AskLine> m_line;
};

void AskTest::enterSaysWhereItGoes() {
    openLine();
    QVERIFY(!m_line->allModels()->isEnabled());
    QTest::keyClick(m_line->line(), Qt::Key_Return);
    QVERIFY(!m_line->answer());
    type("What is 12 times 7?");
    QVERIFY(m_line->answer());
    const Asked& answer = *m_line->answer();
    QVERIFY(answer.why.chosen);
    const auto& names = answer.view->experiment->models;
    QVERIFY(m_line->said()->text().contains(QString::fromStdString(names[*answer.why.chosen])));
    QVERIFY(m_line->said()->text().contains(QString::fromStdString(names[*answer.why.runnerUp])));
}

void AskTest::theAnswerFollowsPrices() {
    openLine();
    type("Explain how buffering in the lung keeps the pH stable.");
    const auto before = m_line->answer();
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.65;
    session().edit(next, "change of α");
    QVERIFY(answered());
    QVERIFY(m_line->answer() != before);
    QCOMPARE(m_line->answer()->why.qualityPrice, solved().certificate->qualityPrice);
}

void AskTest::allModelsAreShown() {
    openLine();
    type("What is 12 times 7?");
    m_line->allModels()->click();
    auto* dialog = m_line->findChild<QDialog*>();
    QVERIFY(dialog);
    const auto* strips = dialog->findChild<StripsChart*>();
    QCOMPARE(strips->content().strips.size(), solved().experiment->models.size());
    const auto rows = [&](const char* table) {
        return std::size_t(dialog->findChild<QTableView*>(table)->model()->rowCount());
    };
    QCOMPARE(rows("predictions"), solved().experiment->models.size());
    QCOMPARE(rows("neighbours"), m_line->answer()->neighbours.size());
    dialog->close();
}

void AskTest::whatWasAskedIsKept() {
    openLine();
    type("first");
    type("second & more");
    type("first");
    QCOMPARE(m_line->asked(), QStringList({"first", "second & more"}));
    QVERIFY(m_line->earlier()->text().contains("2"));
    m_line = std::make_unique<AskLine>(session());
    QVERIFY(QTest::qWaitFor([&] { return m_line->asked().size() == 2; }, kPatience));
    m_line->earlier()->menu()->actions()[1]->trigger();
    QVERIFY(answered());
    QCOMPARE(m_line->answer()->text, std::string("second & more"));
}

void AskTest::strangeTextsAreAnswered() {
    openLine();
    for (const QString& text :
         {QString("<b>not bold</b>"), QString("שלום 😀"), QString(100'000, 'x')}) {
        m_line->ask(text);
        QVERIFY(answered());
        QVERIFY(m_line->answer());
        QCOMPARE(m_line->answer()->text, text.toStdString());
    }
    Scenario next = session().scenario();
    next.preparation.predictor = "recorded";
    session().edit(next, "recorded");
    QVERIFY(answered());
    QVERIFY2(m_line->said()->text().contains("recorded"), qPrintable(m_line->said()->text()));
    QVERIFY(!m_line->allModels()->isEnabled());
}

ORL_UI_TEST(AskTest);

}  // namespace orl

#include "ask_test.moc"
