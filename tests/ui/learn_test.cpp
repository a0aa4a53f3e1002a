#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPrinter>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QUndoStack>

#include "core/lab/lessons/check.h"
#include "ui/dialogs/lesson_step_dialog.h"
#include "ui/pages/learn/handout.h"
#include "ui/pages/learn/lesson_list.h"
#include "ui/pages/learn/live_panel.h"
#include "ui/pages/learn/option_button.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/learn/price_panel.h"
#include "ui/pages/learn/price_views.h"
#include "ui/pages/learn/routing_lane.h"
#include "ui/pages/learn/step_card.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/widgets/highlight_ring.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// Lessons as a learner goes through them: with the mouse and the keyboard.
class LearnTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        open(120);
        m_window->showPage("learn");
        m_window->resize(1600, 1000);
        QVERIFY(QTest::qWaitFor([this] { return !page().lessons().empty(); }, kPatience));
    }
    void cleanup() { end(); }
    void lookingBeginsNothing();
    void everyLessonIsSolvedByHand_data();
    void everyLessonIsSolvedByHand();
    void everyWrongAnswerIsRefusedWithASentence_data();
    void everyWrongAnswerIsRefusedWithASentence();
    void leaveBringsOnesOwnWorkBack();
    void aStepOnOnesOwnDataOpensItsPage();
    void theDockIsTheLessonsToo();
    void pricesOfThePoolAreTheLessonsToo();
    void whoIsSwitchedOffTakesNothingInTheLesson();
    void theCardsAreTheLessons();
    void aFullModelRefuses();
    void lettersAndNumbersRouteToo();
    void swapChangesGreedyAndRestoreBringsItBack();
    void replayShowsArrivalAfterArrival();
    void nothingIsShownBeforeThePrediction();
    void aClickIsForTheButtonThatStoodThere();
    void theAnswerComesIntoSight();
    void thePointOfTheCurveCanBeDragged();
    void progressIsKept();
    void restartAndSkip();
    void forAClassNothingIsKept();
    void theRingStandsAroundTheControl();
    void narrowTheListIsABox();
    void ownLessonsAreListedAndFaultyOnesSayWhy();
    void namesOfAFileAreTextAndNothingElse();
    void theStateIsSavedAsALessonStep();
    void aHandoutHasQuestionsAndAnswers();
    void aHandoutIsPrinted();
    void aDragOfALimitIsOneStepOfUndo();
    void aLongAnswerTakesItsLines();
    void theKeyboardIsEnough();

  private:
    LearnPage& page() const { return *m_window->page<LearnPage>(); }
    StepCard& card() const { return *page().card(); }
    Session& session() const { return m_window->session(); }
    const Lesson& lesson(std::size_t k) const { return page().lessons()[k].lesson; }
    static void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    void openLesson(std::size_t k) {
        click(page().list()->rows()[k]);
        QVERIFY(QTest::qWaitFor([this] { return session().isVisiting(); }, kPatience));
        QVERIFY(settle());
    }
    void goTo(std::size_t k, std::size_t step) {
        openLesson(k);
        for (std::size_t each = 0; each < step; ++each) click(card().nextButton());
        QCOMPARE(page().step(), step);
        QVERIFY(settle());
    }
    static void enter(QDoubleSpinBox* field, double value) {
        QVERIFY(field->isVisible());
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field,
                         QLocale().toString(value, 'f', 3).remove(QLocale().groupSeparator()));
        QTest::keyClick(field, Qt::Key_Tab);
    }
    RoutingLane* board() const { return page().live()->findChild<RoutingLane*>("board"); }
    static void drag(RoutingLane* lane, std::size_t query, std::size_t model) {
        const QPoint from = lane->queryRect(query).center();
        const QPoint to = lane->modelRect(model).center();
        QTest::mousePress(lane, Qt::LeftButton, {}, from);
        QTest::mouseMove(lane, (from + to) / 2);
        QTest::mouseMove(lane, to);
        QTest::mouseRelease(lane, Qt::LeftButton, {}, to);
    }
    /// Brings the learner's hand into that state with the page's own controls.
    void bringInto(const LessonState& wanted) {
        const LessonState& now = page().state();
        for (std::size_t i = 0; i < wanted.board.size(); ++i) {
            if (wanted.board[i] != now.board[i]) drag(board(), i, std::size_t(wanted.board[i]));
        }
        if (wanted.lambda != now.lambda) enter(page().prices()->lambda()->field(), wanted.lambda);
        for (ValueControl* each : page().prices()->mu()) {
            const auto model = std::size_t(each->property("model").toInt());
            if (wanted.mu[model] != page().state().mu[model])
                enter(each->field(), wanted.mu[model]);
        }
        LivePanel& live = *page().live();
        if (wanted.instance.floor != now.instance.floor) {
            enter(live.floorControl()->field(), wanted.instance.floor * 100.0);
        }
        if (wanted.instance.budget && wanted.instance.budget != now.instance.budget) {
            enter(live.budgetControl()->field(), *wanted.instance.budget);
        }
        std::size_t at = 0;
        for (std::size_t j = 0; j < wanted.instance.modelCount(); ++j) {
            if (wanted.instance.models[j].capacity == kUnlimited) continue;
            const auto& fields = live.slotFields();
            if (at >= fields.size()) break;
            QSpinBox* field = fields[at++];
            const auto slotCount = wanted.instance.models[j].capacity;
            if (slotCount == page().state().instance.models[j].capacity) continue;
            field->setFocus();
            field->selectAll();
            QTest::keyClicks(field, QString::number(slotCount));
            QTest::keyClick(field, Qt::Key_Tab);
        }
    }
    void answer(const LessonQuestion& question, const SolvedQuestion& solved) {
        switch (question.kind) {
            case QuestionKind::Choice:
                click(card().options()[solved.right]);
                click(card().revealButton());
                break;
            case QuestionKind::Number:
                enter(card().numberField(), solved.value);
                click(card().predictButton());
                click(card().revealButton());
                break;
            case QuestionKind::Drag:
                bringInto(question.solution.from(page().state()));
                break;
        }
    }
    static void lessonRows() {
        QTest::addColumn<int>("number");
        for (int k = 0; k < 12; ++k) QTest::addRow("lesson %d", k + 1) << k;
    }
    QString ownFolder() const { return m_lab->file("mine"); }
    void writeOwn(const QString& name, const QByteArray& text) const {
        QDir().mkpath(ownFolder());
        QFile file(ownFolder() + '/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
};

void LearnTest::lookingBeginsNothing() {
    QCOMPARE(page().lessons().size(), std::size_t(12));
    QVERIFY(!session().isVisiting());
    QVERIFY(!page().leaveButton()->isEnabled());
    QCOMPARE(card().titleText(), QString("Two queries, one strong slot"));
    for (const ShelvedLesson& each : page().lessons()) QVERIFY(each.mistakes.empty());
}

void LearnTest::everyLessonIsSolvedByHand_data() {
    lessonRows();
}

void LearnTest::everyLessonIsSolvedByHand() {
    QFETCH(int, number);
    const auto k = std::size_t(number);
    const LessonCheck check = checkLesson(lesson(k));
    openLesson(k);
    for (std::size_t step = 0; step < lesson(k).steps.size(); ++step) {
        QCOMPARE(page().step(), step);
        QCOMPARE(card().titleText(), QString::fromStdString(lesson(k).steps[step].title));
        const auto& question = lesson(k).steps[step].question;
        if (question) {
            const auto solved = std::ranges::find(check.solved, step, &SolvedQuestion::step);
            QVERIFY(solved != check.solved.end());
            answer(*question, *solved);
            QVERIFY2(card().isAnsweredRight(), qPrintable(card().answerText()));
            const bool simulated = lesson(k).stateAt(step).instance.load.has_value();
            QVERIFY(card().answerText().contains(simulated ? "computed by the simulator just now"
                                                           : "computed by the solver just now"));
        }
        if (step + 1 < lesson(k).steps.size()) click(card().nextButton());
    }
    QVERIFY(page().progress().isDone(lesson(k)));
    QVERIFY(page().list()->rows()[k]->content().done);
}

void LearnTest::everyWrongAnswerIsRefusedWithASentence_data() {
    lessonRows();
}

void LearnTest::everyWrongAnswerIsRefusedWithASentence() {
    QFETCH(int, number);
    const auto k = std::size_t(number);
    const LessonCheck check = checkLesson(lesson(k));
    openLesson(k);
    for (std::size_t step = 0; step < lesson(k).steps.size(); ++step) {
        const auto& question = lesson(k).steps[step].question;
        const auto solved = std::ranges::find(check.solved, step, &SolvedQuestion::step);
        if (question && question->kind == QuestionKind::Choice) {
            for (std::size_t option = 0; option < question->options.size(); ++option) {
                if (option == solved->right) continue;
                QVERIFY(!card().revealButton()->isEnabled());
                click(card().options()[option]);
                click(card().revealButton());
                const LessonSolver solver(lesson(k).stateAt(step));
                const QString why =
                    QString::fromStdString(question->options[option].why.told(solver));
                QVERIFY(!why.isEmpty() && card().answerText().contains(why));
                QVERIFY(!card().isAnsweredRight());
                QCOMPARE(card().options()[option]->state(), OptionButton::State::Wrong);
                QCOMPARE(card().options()[solved->right]->state(), OptionButton::State::Right);
                click(card().guessButton());
                QVERIFY(card().answerText().isEmpty());
            }
        }
        if (question && question->kind == QuestionKind::Number) {
            const LessonSolver solver(lesson(k).stateAt(step));
            std::vector<double> wrong = {solved->value + 7.5};
            for (const LessonMistake& each : question->mistakes) {
                wrong.push_back(solver.value(each.value));
            }
            for (const double value : wrong) {
                enter(card().numberField(), value);
                click(card().predictButton());
                click(card().revealButton());
                const Verdict verdict = judgeNumber(*question, lesson(k).stateAt(step), value);
                QVERIFY(!verdict.words.empty());
                QVERIFY(card().answerText().contains(QString::fromStdString(verdict.words)));
                QVERIFY(!card().isAnsweredRight());
                click(card().guessButton());
            }
        }
        if (question && question->kind == QuestionKind::Drag) {
            // Any change that does not do it says so.
            page().restoreButton()->click();
            QVERIFY(card().answerText().startsWith("Not yet"));
            QVERIFY(!card().isAnsweredRight());
        }
        if (step + 1 < lesson(k).steps.size()) click(card().nextButton());
    }
}

void LearnTest::leaveBringsOnesOwnWorkBack() {
    const Scenario before = session().scenario();
    openLesson(0);
    QCOMPARE(session().scenario().preparation.dataset, std::string("Lesson: The greedy trap"));
    QCOMPARE(solved().experiment->problem.queryCount(), std::size_t(2));
    QVERIFY(page().leaveButton()->isEnabled());
    click(page().leaveButton());
    QVERIFY(settle());
    QVERIFY(!session().isVisiting());
    QCOMPARE(session().scenario(), before);
    QVERIFY(!page().leaveButton()->isEnabled());
}

void LearnTest::aStepOnOnesOwnDataOpensItsPage() {
    const Scenario before = session().scenario();
    goTo(0, 4);
    QVERIFY(card().pageButton());
    click(card().pageButton());
    QVERIFY(settle());
    QVERIFY(!page().isVisible());
    QCOMPARE(session().scenario().preparation.dataset, before.preparation.dataset);
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.85);
    QCOMPARE(session().scenario().constraints.commonCapacity, 0.4);
    QVERIFY(session().isVisiting());
    session().leave();
    QVERIFY(settle());
    QCOMPARE(session().scenario(), before);
}

void LearnTest::theDockIsTheLessonsToo() {
    goTo(6, 4);  // lower the floor
    QVERIFY(!card().isAnsweredRight());
    enter(constraints()->alpha()->field(), 67.5);
    QVERIFY(QTest::qWaitFor([this] { return card().isAnsweredRight(); }, kPatience));
    QCOMPARE(page().state().instance.floor, 0.675);
    QVERIFY(settle());
    session().undoStack()->undo();
    QCOMPARE(page().state().instance.floor, 0.7);
}

void LearnTest::pricesOfThePoolAreTheLessonsToo() {
    goTo(0, 2);
    click(page().live()->swapButton());
    Scenario next = session().scenario();
    next.pool.priceMultiplier["gpt-4o"] = 0.5;
    session().edit(next, "price");
    QVERIFY(settle());
    QCOMPARE(page().state().instance.cost(0, 1), 3.0);
    QCOMPARE(page().state().instance.cost(0, 0), 1.0);
    QVERIFY(qAbs(solved().chosen.cost - 0.04) < 1e-12);
    QCOMPARE(optimumOf(page().state().instance).routing.cost, 4.0);
    click(page().restoreButton());
    QVERIFY(settle());
    QCOMPARE(page().state().instance.cost(0, 1), 6.0);
    QVERIFY(qAbs(solved().chosen.cost - 0.07) < 1e-12);
}

void LearnTest::whoIsSwitchedOffTakesNothingInTheLesson() {
    goTo(0, 2);
    const auto given = page().state().instance.constraints().capacity;
    Scenario next = session().scenario();
    next.pool.disabled = {"gpt-4o"};
    session().edit(next, "switch");
    QVERIFY(settle());
    QCOMPARE(page().state().instance.constraints().capacity[1], std::int64_t(0));
    QVERIFY(!optimumOf(page().state().instance).routing.feasible);
    QVERIFY(!solved().chosen.feasible);
    // Limits that are set meanwhile leave the one it comes back with alone.
    next = session().scenario();
    next.constraints.qualityFloor = 0.6;
    session().edit(next, "floor");
    QVERIFY(settle());
    QCOMPARE(page().state().instance.floor, 0.6);
    next = session().scenario();
    next.pool.disabled.clear();
    session().edit(next, "switch");
    QVERIFY(settle());
    QCOMPARE(page().state().instance.constraints().capacity, given);
    QVERIFY(solved().chosen.feasible);
}

/// In ¢ and of the few queries, until it is left.
void LearnTest::theCardsAreTheLessons() {
    const CardStrip& cards = *m_window->cards();
    QCOMPARE(cards.time()->title(), QString("Solve time"));
    goTo(0, 2);
    QVERIFY(settle());
    QCOMPARE(cards.cost()->title(), QString("Cost of the two"));
    QCOMPARE(cards.cost()->value(), QString("7 ¢"));
    QCOMPARE(cards.accuracy()->value(), QString("90 %"));
    QCOMPARE(cards.accuracy()->detail(), QString("1.8 of 2 right · floor 90 %"));
    QCOMPARE(cards.saving()->value(), QString("+20 points"));
    QCOMPARE(cards.saving()->detail(), QString("greedy: 7 ¢, 70 %"));
    QCOMPARE(cards.gap()->detail(), QString("bound 7 ¢ = cost 7 ¢"));
    QCOMPARE(cards.time()->title(), QString("Lesson 1 of 12"));
    QVERIFY(cards.time()->value().startsWith("Step 3 of "));
    // Arrivals the other way round serve greedy well.
    click(page().live()->swapButton());
    QVERIFY(settle());
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.95;
    session().edit(next, "floor");
    QVERIFY(settle());
    QVERIFY(cards.accuracy()->isWarning());
    next.constraints.mode = RoutingMode::QualityUnderBudget;
    next.constraints.budgetPer1000 = 35.0;  // 7 ¢ for the two
    session().edit(next, "budget");
    QVERIFY(settle());
    QCOMPARE(cards.cost()->detail(), QString("of a budget of 7 ¢"));
    QCOMPARE(cards.gap()->detail(), QString("bound 1.8 = 1.8 right"));
    // An instance of one's own is no lesson.
    auto own = std::make_shared<Dataset>(page().state().instance.dataset("mine"));
    QVERIFY(session().visit(own, page().state().instance.scenario("mine")));
    QVERIFY(QTest::qWaitFor([this] { return session().scenario().preparation.dataset == "mine"; },
                            kPatience));
    QVERIFY(settle());
    QVERIFY(cards.cost()->value().startsWith('$'));
    session().leave();
    QVERIFY(settle());
    QVERIFY(cards.cost()->value().startsWith('$'));
    QCOMPARE(cards.time()->title(), QString("Solve time"));
}

void LearnTest::aFullModelRefuses() {
    openLesson(0);
    drag(board(), 0, 1);
    QCOMPARE(page().state().board, (Assignment{1, -1}));
    drag(board(), 1, 1);
    QCOMPARE(page().state().board, (Assignment{1, -1}));
    QVERIFY(board()->refusal().contains("gpt-4o is full"));
    drag(board(), 1, 0);
    QVERIFY(card().answerText().startsWith("Not yet"));
    QVERIFY(card().answerText().contains("1.4"));
    drag(board(), 0, 0);
    drag(board(), 1, 1);
    QVERIFY(card().isAnsweredRight());
}

void LearnTest::lettersAndNumbersRouteToo() {
    openLesson(0);
    board()->setFocus();
    QTest::keyClicks(board(), "1a2b");
    QCOMPARE(page().state().board, (Assignment{0, 1}));
    QVERIFY(card().isAnsweredRight());
}

void LearnTest::swapChangesGreedyAndRestoreBringsItBack() {
    goTo(0, 2);
    auto* greedy = page().live()->findChild<RoutingLane*>("greedy");
    QCOMPARE(greedy->content().routing, (Assignment{1, 0}));
    click(page().live()->swapButton());
    greedy = page().live()->findChild<RoutingLane*>("greedy");
    QCOMPARE(greedy->content().instance.queries[0].name, std::string("Hard"));
    QCOMPARE(greedy->content().routing, (Assignment{1, 0}));
    QCOMPARE(routingOf(greedy->content().instance, greedy->content().routing).answers, 1.8);
    click(page().restoreButton());
    QCOMPARE(greedy->content().instance.queries[0].name, std::string("Easy"));
}

void LearnTest::replayShowsArrivalAfterArrival() {
    goTo(0, 2);
    auto* greedy = page().live()->findChild<RoutingLane*>("greedy");
    click(card().options()[2]);
    click(card().revealButton());
    click(page().live()->replayButton());
    QCOMPARE(greedy->shown(), std::optional<std::size_t>(0));
    QVERIFY(QTest::qWaitFor([&] { return greedy->shown() == std::optional<std::size_t>(1); }));
    QVERIFY(QTest::qWaitFor([&] { return !greedy->shown().has_value(); }));
}

void LearnTest::nothingIsShownBeforeThePrediction() {
    goTo(0, 2);
    auto* greedy = page().live()->findChild<RoutingLane*>("greedy");
    QVERIFY(greedy->content().concealed);
    QVERIFY(!greedy->accessibleName().contains("gpt-4o"));
    QVERIFY(!page().live()->replayButton()->isEnabled());
    click(card().options()[0]);
    QVERIFY(greedy->content().concealed);
    click(card().revealButton());
    QVERIFY(!greedy->content().concealed);
    QVERIFY(greedy->accessibleName().contains("Easy to gpt-4o"));
    click(card().guessButton());
    QVERIFY(greedy->content().concealed);
    QVERIFY(!board());
}

void LearnTest::aClickIsForTheButtonThatStoodThere() {
    goTo(0, 2);
    const std::vector<QPushButton*> buttons = {card().backButton(), card().guessButton(),
                                               card().revealButton(), card().nextButton()};
    const auto places = [&] {
        std::vector<QRect> made;
        made.reserve(buttons.size());
        for (const QPushButton* each : buttons) {
            made.push_back(each->isVisible() ? each->geometry() : QRect());
        }
        return made;
    };
    QVERIFY(
        QTest::qWaitFor([&] { return session().settled() && !places()[2].isNull(); }, kPatience));
    const std::vector<QRect> open = places();
    click(card().options()[0]);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(places(), open);
    click(card().revealButton());
    QCoreApplication::sendPostedEvents();
    QCOMPARE(places(), open);
}

void LearnTest::theAnswerComesIntoSight() {
    m_window->resize(1280, 600);
    goTo(0, 2);
    click(card().options()[0]);
    click(card().revealButton());
    const auto* answer = card().findChild<QFrame*>("answer");
    QVERIFY(answer);
    const QWidget* seen = card().findChild<QScrollArea*>()->viewport();
    constexpr int kLaidOut = 60;  // of several lines
    QVERIFY(QTest::qWaitFor(
        [&] {
            return answer->height() > kLaidOut &&
                   seen->rect().contains(answer->mapTo(seen, answer->rect().topLeft())) &&
                   seen->rect().contains(answer->mapTo(seen, answer->rect().bottomLeft()));
        },
        kPatience));
}

void LearnTest::thePointOfTheCurveCanBeDragged() {
    goTo(4, 1);  // the best bound
    LessonDualCurve* curve = page().prices()->curve();
    const QPoint from = curve->pointAt(page().state().lambda).toPoint();
    const QPoint to = curve->pointAt(10.0).toPoint();
    QTest::mousePress(curve, Qt::LeftButton, {}, from);
    QVERIFY(!card().isAnsweredRight());
    QTest::mouseMove(curve, to);
    QTest::mouseRelease(curve, Qt::LeftButton, {}, to);
    QVERIFY2(card().isAnsweredRight(), qPrintable(card().answerText()));
    QVERIFY(qAbs(page().prices()->lambda()->value() - page().state().lambda) < 1e-9);
    page().prices()->lambda()->slider()->setFocus();
    QTest::keyClick(page().prices()->lambda()->slider(), Qt::Key_Home);
    QCOMPARE(page().state().lambda, 0.0);
    QVERIFY(page().prices()->sentence().contains("missing"));
}

void LearnTest::progressIsKept() {
    openLesson(0);
    board()->setFocus();
    QTest::keyClicks(board(), "1a2b");
    click(card().nextButton());
    m_window->close();
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->openWorkspace(m_lab->file("w.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return !page().lessons().empty(); }, kPatience));
    QCOMPARE(page().lesson(), std::size_t(0));
    QCOMPARE(page().step(), std::size_t(1));
    QCOMPARE(page().progress().of(lesson(0), 0), StepProgress::Answered);
    QCOMPARE(page().progress().of(lesson(0), 1), StepProgress::Seen);
    QCOMPARE(page().progress().of(lesson(0), 2), StepProgress::None);
    QVERIFY(settle());
    QVERIFY(!session().isVisiting());
}

void LearnTest::restartAndSkip() {
    openLesson(0);
    board()->setFocus();
    QTest::keyClicks(board(), "1a2b");
    click(page().list()->restartButton());
    QVERIFY(!card().isAnsweredRight());
    QCOMPARE(page().state().board, (Assignment{-1, -1}));
    QCOMPARE(page().progress().of(lesson(0), 0), StepProgress::Seen);
    click(page().list()->skipButton());
    QCOMPARE(page().lesson(), std::size_t(1));
    QVERIFY(page().list()->rows()[0]->content().skipped);
    QVERIFY(!page().list()->rows()[0]->content().done);
}

void LearnTest::forAClassNothingIsKept() {
    click(page().classMode());
    goTo(0, 2);
    QVERIFY(card().revealButton()->isEnabled());
    click(card().revealButton());
    QVERIFY(card().answerText().contains("Same bill"));
    QVERIFY(!card().guessButton()->isVisible());
    QVERIFY(!page().progress().isStarted(lesson(0)));
}

void LearnTest::narrowTheListIsABox() {
    QVERIFY(page().list()->isVisible());
    QVERIFY(!page().lessonBox()->isVisible());
    m_window->resize(1200, 800);
    QVERIFY(QTest::qWaitFor([this] { return page().lessonBox()->isVisible(); }));
    QVERIFY(!page().list()->isVisible());
    QTest::keyClick(page().lessonBox(), Qt::Key_Down);
    QCOMPARE(page().lesson(), std::size_t(1));
    m_window->resize(1600, 1000);
    QVERIFY(QTest::qWaitFor([this] { return page().list()->isVisible(); }));
}

void LearnTest::theRingStandsAroundTheControl() {
    auto* ring = m_window->findChild<HighlightRing*>();
    QVERIFY(!ring->isVisible());
    goTo(2, 0);
    QCOMPARE(ring->target(), static_cast<QWidget*>(constraints()->alpha()));
    QVERIFY(QTest::qWaitFor([&] { return ring->isVisible(); }));
    const QPoint centre =
        constraints()->alpha()->mapTo(m_window.get(), constraints()->alpha()->rect().center());
    QVERIFY(ring->geometry().contains(centre));
    click(page().leaveButton());
    QVERIFY(!ring->isVisible());
}

void LearnTest::ownLessonsAreListedAndFaultyOnesSayWhy() {
    writeOwn("good.json",
             R"({"omnirouter_lesson": 1, "title": "Mine", "level": "free", "minutes": 3,
        "steps": [{"title": "Look", "text": "At this.", "page": "dashboard"}]})");
    writeOwn("bad.json", "{\"omnirouter_lesson\": 1,\n\"title\": 7}");
    page().setFolder(ownFolder());
    QVERIFY(QTest::qWaitFor([this] { return page().lessons().size() == 14; }, kPatience));
    QVERIFY(page().list()->rows()[12]->content().faulty);
    QCOMPARE(page().list()->rows()[13]->content().title, QString("Mine"));
    click(page().list()->rows()[12]);
    QStringList words;
    for (const auto* label : card().findChildren<QLabel*>()) words << label->text();
    QVERIFY2(words.join('\n').contains("bad.json:2: \"title\" is no text"),
             qPrintable(words.join('\n')));
    click(page().list()->rows()[13]);
    QCOMPARE(card().titleText(), QString("Look"));
}

void LearnTest::namesOfAFileAreTextAndNothingElse() {
    writeOwn("tags.json",
             R"({"omnirouter_lesson": 1, "title": "<b>T</b>", "level": "free", "minutes": 3,
        "instances": {"i": {"models": [{"name": "<b>a</b>", "cost": 1, "slots": 1}, {"name": "&b<br>", "cost": 2}],
            "queries": [{"name": "<i>q</i>", "chance": [0.5, 0.9]}, {"name": "r", "chance": [0.5, 0.9]}]}},
        "steps": [{"title": "<h1>S</h1>", "text": "<img src='x'> W", "instance": "i", "try": "<u>t</u>",
            "show": ["board", "greedy", "optimizer", "price", "limits"], "discs": [{"text": "<b>d</b>", "at": "price"}],
            "question": {"kind": "choice", "text": "<b>?</b>", "answer": 1, "reveal": "<b>!</b>", "options": [
                {"text": "<b>1</b>", "value": 1}, {"text": "2", "value": 2, "why": "<b>no</b>"}]}}]})");
    page().setFolder(ownFolder());
    QVERIFY(QTest::qWaitFor([this] { return page().lessons().size() == 13; }, kPatience));
    QVERIFY(page().lessons()[12].mistakes.empty());
    click(page().list()->rows()[12]);
    click(card().options()[1]);
    click(card().revealButton());
    int checked = 0;
    for (const auto* label : page().findChildren<QLabel*>()) {
        QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                 qPrintable(label->text()));
        checked += label->text().contains('<') ? 1 : 0;
    }
    QVERIFY(checked > 6);
    for (const auto* widget : page().findChildren<QWidget*>()) {
        QVERIFY2(!Qt::mightBeRichText(widget->toolTip()), qPrintable(widget->toolTip()));
    }
    QVERIFY(!handoutHtml(lesson(12), true).contains("<b>a</b>"));
}

void LearnTest::theStateIsSavedAsALessonStep() {
    page().setFolder(ownFolder());
    QVERIFY(
        QTest::qWaitFor([this] { return !page().isBusy(); }, kPatience));  // shows the step anew
    openLesson(3);
    enter(page().prices()->mu()[0]->field(), 2.5);
    click(page().list()->makeButton());
    auto* dialog = m_window->findChild<LessonStepDialog*>();
    QVERIFY(dialog);
    QVERIFY(!dialog->saveButton()->isEnabled());
    dialog->lesson()->setEditText("for/tomorrow");
    QTest::keyClicks(dialog->title(), "Half a price");
    QTest::keyClicks(dialog->text(), "What is missing?");
    QVERIFY(dialog->saveButton()->isEnabled());
    click(dialog->saveButton());
    QVERIFY(QTest::qWaitFor([this] { return page().lessons().size() == 13; }, kPatience));
    QVERIFY(QFile::exists(ownFolder() + "/for-tomorrow.json"));
    QVERIFY(page().lessons()[12].mistakes.empty());
    const LessonState kept = lesson(12).stateAt(0);
    QCOMPARE(kept.mu[1], 2.5);
    QCOMPARE(kept.lambda, 16.0);
    page().exportLesson(m_lab->file("mail.json"));
    QVERIFY(readLesson(m_lab->path("mail.json")).mistakes.empty());
}

void LearnTest::aHandoutHasQuestionsAndAnswers() {
    for (const ShelvedLesson& each : page().lessons()) {
        const QString questions = handoutHtml(each.lesson, false);
        const QString answers = handoutHtml(each.lesson, true);
        QVERIFY(questions.contains(QString::fromStdString(each.lesson.title)));
        QVERIFY(!questions.contains("Answers"));
        const bool asks = std::ranges::any_of(
            each.lesson.steps, [](const LessonStep& step) { return step.question.has_value(); });
        QCOMPARE(answers.contains("Answers"), asks);
    }
}

void LearnTest::aHandoutIsPrinted() {
    QPrinter printer(QPrinter::HighResolution);
    printer.setOutputFormat(QPrinter::PdfFormat);
    printer.setOutputFileName(m_lab->file("handout.pdf"));
    printHandout(lesson(0), true, printer);
    QFile made(m_lab->file("handout.pdf"));
    QVERIFY(made.open(QIODevice::ReadOnly));
    QVERIFY(made.read(5) == "%PDF-" && made.size() > 2000);
}

void LearnTest::aDragOfALimitIsOneStepOfUndo() {
    goTo(2, 0);
    RangeSlider* slider = page().live()->floorControl()->slider();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {slider->pixelOf(500), y});
    for (const int position : {520, 560, 600, 640}) {
        QTest::mouseMove(slider, {slider->pixelOf(position), y});
        QTest::qWait(20);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->pixelOf(650), y});
    QVERIFY(page().state().instance.floor > 0.6);
    QCOMPARE(session().scenario().constraints.qualityFloor, page().state().instance.floor);
    QCOMPARE(session().undoStack()->count(), 1);
    session().undoStack()->undo();
    QCOMPARE(page().state().instance.floor, 0.5);
}

void LearnTest::aLongAnswerTakesItsLines() {
    OptionButton brief("never", {});
    OptionButton wordy(QString("a word and another ").repeated(12), {});
    QVERIFY(wordy.heightForWidth(300) > 3 * brief.heightForWidth(300));
}

void LearnTest::theKeyboardIsEnough() {
    goTo(0, 2);
    card().options()[2]->setFocus();
    QTest::keyClick(card().options()[2], Qt::Key_Space);
    QCOMPARE(m_window->focusWidget(), static_cast<QWidget*>(card().revealButton()));
    QTest::keyClick(card().revealButton(), Qt::Key_Return);
    QVERIFY(card().isAnsweredRight());
    click(card().nextButton());
    QDoubleSpinBox* field = card().numberField();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "90");
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClick(card().revealButton(), Qt::Key_Return);
    QVERIFY(card().isAnsweredRight());
}

ORL_UI_TEST(LearnTest);

}  // namespace orl

#include "learn_test.moc"
