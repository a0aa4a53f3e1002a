// A lesson at the front of a class: keys, the answer, the light, the formulas with their numbers.
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSvgRenderer>
#include <QXmlStreamReader>

#include "ui/pages/learn/formula_view.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/learn/presentation.h"
#include "ui/pages/learn/step_card.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class PresentationTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        open();
        m_window->showPage("learn");
        page().setFolder(m_lab->path("none").c_str());
        QVERIFY(QTest::qWaitFor([this] { return !page().isBusy() && !page().lessons().empty(); },
                                kPatience));
        page().goTo(0, 0);
        QVERIFY(settle());
        m_shown = new Presentation(page());
        m_shown->resize(1600, 1000);
        m_shown->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_shown));
    }
    void cleanup() {
        delete m_shown;
        end();
    }
    void keysTurnTheStepsOfTheLesson();
    void theAnswerIsTheSolvers();
    void theLightGoesRound();
    void formulasCarryTheNumbers();
    void typeGrowsAndBlackIsBlack();
    void everyStepOfEveryLessonIsShown();
    void picture();

  private:
    LearnPage& page() const { return *m_window->page<LearnPage>(); }
    void key(Qt::Key key) const { QTest::keyClick(m_shown.data(), key); }
    QPointer<Presentation> m_shown;
};

void PresentationTest::keysTurnTheStepsOfTheLesson() {
    const QString first = m_shown->headline();
    QCOMPARE(first, QString::fromStdString(page().lessons()[0].lesson.steps[0].title));
    key(Qt::Key_Right);
    QCOMPARE(page().step(), 1U);
    QCOMPARE(m_shown->headline(),
             QString::fromStdString(page().lessons()[0].lesson.steps[1].title));
    key(Qt::Key_Left);
    QCOMPARE(m_shown->headline(), first);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!m_shown);
}

void PresentationTest::theAnswerIsTheSolvers() {
    key(Qt::Key_Right);
    QVERIFY(page().lessons()[0].lesson.steps[1].question);
    QVERIFY(m_shown->answer().isEmpty());
    key(Qt::Key_R);
    QVERIFY(m_shown->isRevealed());
    QVERIFY(!m_shown->answer().isEmpty());
    key(Qt::Key_Right);
    QVERIFY(!m_shown->isRevealed());
    QVERIFY(m_shown->answer().isEmpty());
}

void PresentationTest::theLightGoesRound() {
    QVERIFY(!m_shown->spotlight());
    std::size_t places = 0;
    for (; places < 10; ++places) {
        key(Qt::Key_S);
        if (!m_shown->spotlight()) break;
        QCOMPARE(*m_shown->spotlight(), places);
    }
    QVERIFY(places >= 2 && places < 10);
    key(Qt::Key_S);
    QVERIFY(m_shown->spotlight());
    key(Qt::Key_Right);  // another step, no light
    QVERIFY(!m_shown->spotlight());
}

void PresentationTest::formulasCarryTheNumbers() {
    QVERIFY(m_shown->showsFormulas());
    const auto texts = [&] {
        QStringList found;
        QXmlStreamReader xml(m_shown->formulas()->svg());
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"text")
                found << xml.readElementText().trimmed();
        }
        return xml.hasError() ? QStringList() : found;
    };
    QVERIFY2(texts().contains("c") && texts().contains("ij"), qPrintable(texts().join('|')));
    QVERIFY(QSvgRenderer(m_shown->formulas()->svg()).isValid());
    // λ under the hand: the numbers follow.
    key(Qt::Key_D);
    QVERIFY(m_shown->lambda()->hasFocus());
    m_shown->lambda()->setValue(m_shown->lambda()->maximum() / 2);
    const double lambda = page().state().lambda;
    QVERIFY(lambda > 0.0);
    const LessonState& state = page().state();
    const double reduced = lessonReducedCost(state.instance, 0, 0, state.lambda, state.mu);
    QString shown = QString::fromStdString(lessonNumber(reduced)).replace('-', "−");
    QVERIFY2(texts().contains(shown), qPrintable(shown + ": " + texts().join('|')));
    QTest::keyClick(m_shown->lambda(), Qt::Key_Escape);  // only lets go
    QVERIFY(m_shown && !m_shown->lambda()->hasFocus());
    key(Qt::Key_F);
    QVERIFY(!m_shown->showsFormulas());
}

void PresentationTest::typeGrowsAndBlackIsBlack() {
    const auto* headline = m_shown->findChild<QLabel*>("headline");
    const int before = headline->font().pixelSize();
    key(Qt::Key_Plus);
    QVERIFY(headline->font().pixelSize() > before);
    for (int k = 0; k < 20; ++k) key(Qt::Key_Plus);
    QCOMPARE(m_shown->scale(), 1.6);
    for (int k = 0; k < 20; ++k) key(Qt::Key_Minus);
    QCOMPARE(m_shown->scale(), 0.8);
    key(Qt::Key_B);
    QVERIFY(m_shown->isBlack() && !headline->isVisible());
    key(Qt::Key_Right);  // nothing turns in the dark
    QCOMPARE(page().step(), 0U);
    key(Qt::Key_B);
    QVERIFY(headline->isVisible());
}

void PresentationTest::everyStepOfEveryLessonIsShown() {
    for (std::size_t lesson = 0; lesson < page().lessons().size(); ++lesson) {
        const auto& steps = page().lessons()[lesson].lesson.steps;
        for (std::size_t step = 0; step < steps.size(); ++step) {
            page().goTo(lesson, step);
            QCOMPARE(m_shown->headline(), QString::fromStdString(steps[step].title));
            if (!steps[step].question) continue;
            key(Qt::Key_R);
            QVERIFY2(!m_shown->answer().isEmpty(), qPrintable(m_shown->headline()));
        }
    }
}

/// With ORL_PICTURES=FOLDER the first lessons leave pictures there.
void PresentationTest::picture() {
    const QString folder = qEnvironmentVariable("ORL_PICTURES");
    if (folder.isEmpty()) QSKIP("ORL_PICTURES names no folder");
    m_shown->resize(1600, 1000);
    page().goTo(0, 2);
    key(Qt::Key_R);
    QTest::qWait(50);
    QVERIFY(m_shown->grab().save(folder + "/present.png"));
    key(Qt::Key_S);
    QTest::qWait(50);
    QVERIFY(m_shown->grab().save(folder + "/present-light.png"));
    page().goTo(3, 1);
    QTest::qWait(50);
    QVERIFY(m_shown->grab().save(folder + "/present-slot.png"));
}

ORL_UI_TEST(PresentationTest);

}  // namespace orl

#include "presentation_test.moc"
