#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QToolButton>
#include <QUndoStack>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/pages/simulation/controls.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/query_card.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The Simulation page, as a person uses it.
class SimulationTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        show(m_lab->workspace(240, "w.orlab", "knn"));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
        QVERIFY(QTest::qWaitFor([this] { return page()->isVisible(); }, kPatience));
        QVERIFY(simulated());
    }
    void cleanup() { end(); }
    void playingRevealsTheRunExactly();
    void scrubbingIsTheReplay();
    void everyPresetCanBePlayed();
    void figureOneIsThePapers();
    void controlsRestartAndOldRunsStayUntilThen();
    void theFloorCountsAndTheCapacitiesOfTheBatchDoNot();
    void runsNeverStandUnderOtherData();
    void outagesAreDraggedAddedAndRemoved();
    void settingsAreStepsOfUndo();
    void undoInAFieldIsThePagesWhileNothingWasTyped();
    void aModelMayBeSlow();
    void sentencesFitTheirLanes();
    void withAWindowTheQueueIsOneOfAll();
    void keysPlayAndStep();
    void aClickShowsTheQueryAndWhy();
    void theCardKnowsOfACallThatAnOutageEnds();
    void theLaneIsWalkedByKeys();
    void theTableSaysWhatIsPainted();
    void twoGreedyRoutersMakeThreeLanes();
    void speedsAreNeverAssumedSilently();
    void whatIsOutOfReachIsSaid();
    void withoutSlotsThereIsAWordAndNoRun();
    void allModelsMayBeOut();
    void settingsAreKept();

  private:
    SimulationPage* page() const { return m_window->page<SimulationPage>(); }
    const LoadView& view() const { return *page()->view(); }
    Session& session() const { return m_window->session(); }
    bool simulated() {
        return QTest::qWaitFor(
            [this] {
                return session().settled() && !page()->isBusy() && page()->view() &&
                       !page()->runner()->isStale();
            },
            kPatience);
    }
    void edit(const std::function<void(LoadSettings&)>& change) {
        LoadSettings next = page()->settings();
        change(next);
        page()->edit(next, "test");
        QVERIFY(simulated());
    }
    /// Every lane is the state of its record at the page's time.
    void compareLanes() {
        for (std::size_t k = 0; k < view().runs->runs.size(); ++k) {
            const RunCursor* cursor = page()->lane(int(k))->cursor();
            QVERIFY(cursor);
            const auto& visits = view().runs->runs[k].result.visits;
            const RunState state =
                stateAt(visits, view().experiment().models.size(), page()->time());
            std::size_t there = state.common.size();
            QCOMPARE(cursor->common().size(), state.common.size());
            for (std::size_t j = 0; j < state.serving.size(); ++j) {
                QCOMPARE(cursor->serving(j), state.serving[j].size());
                QCOMPARE(cursor->queue(j).size(), state.queued[j].size());
                there += state.serving[j].size() + state.queued[j].size();
            }
            const RunSoFar now = cursor->replay().soFar(page()->time());
            QCOMPARE(now.arrived, now.served + now.late + now.rejected + now.waiting);
            QCOMPARE(std::size_t(now.waiting), there);
        }
    }
    void compareEnd() {
        for (std::size_t k = 0; k < view().runs->runs.size(); ++k) {
            const RunMeasures& measures = view().runs->runs[k].result.measures;
            const LaneView* lane = page()->lane(int(k));
            QCOMPARE(lane->figure(LaneView::Cost),
                     QString("%1 / 1,000").arg(costText(measures.costPer1000())));
            QCOMPARE(lane->figure(LaneView::Accuracy), percent(measures.realizedAccuracy()));
            QCOMPARE(lane->figure(LaneView::WaitP95),
                     secondsText(double(float(measures.wait.quantile(0.95)))));
            QCOMPARE(lane->figure(LaneView::WaitingNow), QString("0"));
        }
    }
    QPoint timelinePoint(double time, bool label = false) const {
        const QRectF area = page()->timeline()->plot();
        return QPoint(int(std::lround(page()->timeline()->xOf(time))),
                      int(label ? area.top() - 6.0 : area.center().y()));
    }
    void drag(QPoint from, QPoint to) {
        TimelineView* timeline = page()->timeline();
        QTest::mousePress(timeline, Qt::LeftButton, {}, from);
        QTest::mouseMove(timeline, (from + to) / 2);
        QTest::mouseMove(timeline, to);
        QTest::mouseRelease(timeline, Qt::LeftButton, {}, to);
    }
};

void SimulationTest::playingRevealsTheRunExactly() {
    page()->speed()->setCurrentIndex(page()->speed()->count() - 1);
    page()->setTime(0.0);
    QVERIFY(!page()->isPlaying());
    page()->playButton()->click();
    QVERIFY(page()->isPlaying());
    int frames = 0;
    double last = -1.0;
    QVERIFY(QTest::qWaitFor(
        [&] {
            if (page()->time() != last) {
                [&] { compareLanes(); }();
                last = page()->time();
                ++frames;
            }
            return !page()->isPlaying();
        },
        kPatience));
    QVERIFY(frames > 3);
    QCOMPARE(page()->time(), view().end());
    compareEnd();
    // Playing once more begins at the start.
    page()->playButton()->click();
    QVERIFY(page()->time() < 0.5 * view().end());
}

void SimulationTest::scrubbingIsTheReplay() {
    for (const double share : {0.5, 0.1, 0.9, 0.25, 1.0, 0.0, 0.71}) {
        QTest::mouseClick(page()->timeline(), Qt::LeftButton, {},
                          timelinePoint(share * view().end()));
        QVERIFY(std::abs(page()->time() - share * view().end()) < 0.02 * view().end());
        compareLanes();
    }
    page()->setTime(view().end());
    compareEnd();
}

void SimulationTest::everyPresetCanBePlayed() {
    for (const LoadPreset preset :
         {LoadPreset::RushHour, LoadPreset::HardestFirst, LoadPreset::FlashCrowd,
          LoadPreset::TwoQueries, LoadPreset::Outage}) {
        QTest::mouseClick(page()->controls()->preset(preset), Qt::LeftButton);
        QVERIFY(simulated());
        QCOMPARE(view().settings.preset, preset);
        QCOMPARE(view().runs->runs.back().choice.router, std::string("dual"));
        QVERIFY(!page()->lane(0)->sentence().isEmpty());
        for (const double share : {0.2, 0.6, 1.0}) {
            page()->setTime(share * view().end());
            compareLanes();
        }
        compareEnd();
    }
}

void SimulationTest::figureOneIsThePapers() {
    QTest::mouseClick(page()->controls()->preset(LoadPreset::TwoQueries), Qt::LeftButton);
    QVERIFY(simulated());
    page()->setTime(view().end());
    QCOMPARE(page()->lane(0)->figure(LaneView::Accuracy), QString("56.5 %"));
    QCOMPARE(page()->lane(1)->figure(LaneView::Accuracy), QString("87.5 %"));
    QVERIFY(page()->notice()->text().contains("Figure 1"));
}

void SimulationTest::controlsRestartAndOldRunsStayUntilThen() {
    const auto before = page()->view();
    const double time = 0.4 * view().end();
    page()->setTime(time);
    page()->controls()->seed()->setValue(8);
    QVERIFY(page()->runner()->isStale());
    QCOMPARE(page()->view(), before);
    QVERIFY(page()->lane(0)->cursor());
    QVERIFY(simulated());
    QVERIFY(page()->view() != before);
    QCOMPARE(view().runs->plan.seed, std::uint64_t(8));
    QCOMPARE(page()->time(), time);
    // The newest of several wins.
    for (int seed = 20; seed < 26; ++seed) page()->controls()->seed()->setValue(seed);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.seed, std::uint64_t(25));
    page()->controls()->queueLimit()->setValue(-1);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.queue.limit, kUnlimited);
    page()->controls()->slotsField()->setValue(3);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.slotsOf(0), std::int64_t(3));
    page()->controls()->ownSlots(1)->setValue(6);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.slotsOf(1), std::int64_t(6));
    page()->controls()->rate()->setValue(2.5);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.arrivals.rate, 2.5);
}

void SimulationTest::theFloorCountsAndTheCapacitiesOfTheBatchDoNot() {
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.55;
    session().edit(next, "floor");
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.qualityFloor, 0.55);
    const auto before = page()->view();
    next.constraints.commonCapacity = 0.6;
    session().edit(next, "capacity");
    QVERIFY(simulated());
    QCOMPARE(page()->view(), before);
}

void SimulationTest::runsNeverStandUnderOtherData() {
    const QString other = m_lab->workspace(160, "other.orlab", "knn", 4);
    bool wrong = false;
    connect(&session(), &Session::preparedChanged, page(), [&] {
        const auto& shown = page()->view();
        wrong = wrong || (shown && session().prepared() &&
                          shown->prepared->data != session().prepared()->data);
    });
    m_window->openWorkspace(other);
    QVERIFY(QTest::qWaitFor(
        [this] { return session().prepared() && session().prepared()->data->modelCount() == 4; },
        kPatience));
    QVERIFY(simulated());
    QCOMPARE(view().experiment().models.size(), std::size_t(4));
    QCOMPARE(view().prepared->data, session().prepared()->data);
    QVERIFY(!wrong);
}

void SimulationTest::outagesAreDraggedAddedAndRemoved() {
    const auto outages = [this] { return view().runs->plan.faults.disturbances; };
    QCOMPARE(outages().size(), std::size_t(1));
    const Disturbance first = outages()[0];
    const double length = view().end();
    drag(timelinePoint(first.until), timelinePoint(first.until + 0.1 * length));
    QVERIFY(simulated());
    QCOMPARE(outages()[0].from, first.from);
    QVERIFY(std::abs(outages()[0].until - first.until - 0.1 * length) < 0.02 * length);
    // The label moves the whole of it.
    const Disturbance longer = outages()[0];
    const double middle = 0.5 * (longer.from + longer.until);
    drag(timelinePoint(middle, true), timelinePoint(middle + 0.15 * length, true));
    QVERIFY(simulated());
    QVERIFY(outages()[0].from > longer.from + 0.08 * length);
    QVERIFY(std::abs(outages()[0].until - outages()[0].from - (longer.until - longer.from)) <
            0.02 * length);
    QTest::mouseDClick(page()->timeline(), Qt::LeftButton, {}, timelinePoint(0.05 * length));
    QVERIFY(simulated());
    QCOMPARE(outages().size(), std::size_t(2));
    QTest::keyClick(page()->timeline(), Qt::Key_Delete);
    QVERIFY(simulated());
    QCOMPARE(outages().size(), std::size_t(1));
    page()->controls()->outage()->setCurrentIndex(0);
    emit page()->controls()->outage()->activated(0);
    QVERIFY(simulated());
    QVERIFY(outages().empty());
    for (int k = 0; k < 5; ++k) session().undoStack()->undo();
    QVERIFY(simulated());
    QCOMPARE(outages().size(), std::size_t(1));
    QCOMPARE(outages()[0].until, first.until);
}

void SimulationTest::settingsAreStepsOfUndo() {
    const LoadSettings before = page()->settings();
    page()->controls()->queueLimit()->setValue(3);
    page()->controls()->seed()->setValue(11);
    QCOMPARE(page()->settings().queueLimit, std::int64_t(3));
    session().undoStack()->undo();
    QCOMPARE(page()->settings().seed, before.seed);
    QCOMPARE(page()->controls()->seed()->value(), int(before.seed));
    session().undoStack()->undo();
    QVERIFY(page()->settings() == before);
    session().undoStack()->redo();
    QCOMPARE(page()->controls()->queueLimit()->value(), 3);
    QVERIFY(simulated());
    QCOMPARE(view().runs->plan.queue.limit, std::int64_t(3));
}

void SimulationTest::undoInAFieldIsThePagesWhileNothingWasTyped() {
    const LoadSettings before = page()->settings();
    QSpinBox* field = page()->controls()->queueLimit();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "3");
    // What is being typed is the field's own.
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(field->value(), int(before.queueLimit));
    QCOMPARE(session().undoStack()->index(), 0);
    field->selectAll();
    QTest::keyClicks(field, "3");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(page()->settings().queueLimit, std::int64_t(3));
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(page()->settings() == before);
    QCOMPARE(field->value(), int(before.queueLimit));
    QVERIFY(field->hasFocus());
}

void SimulationTest::aModelMayBeSlow() {
    SimulationControls* controls = page()->controls();
    QVERIFY(!controls->outageFactor()->isVisible());
    controls->outageKind()->setCurrentIndex(1);
    emit controls->outageKind()->activated(1);
    controls->outageFactor()->setValue(4.0);
    QVERIFY(simulated());
    const auto& all = view().runs->plan.faults.disturbances;
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all[0].slowness, 4.0);
    QCOMPARE(page()->timeline()->bands()[0].slowness, 4.0);
    QVERIFY(controls->outageFactor()->isVisible());
    // It stays slow when its band is moved, and is kept.
    drag(timelinePoint(0.5 * (all[0].from + all[0].until), true),
         timelinePoint(0.5 * (all[0].from + all[0].until) + 0.1 * view().end(), true));
    QVERIFY(simulated());
    QCOMPARE(page()->settings().outages->front().slowness, 4.0);
    const LoadSettings kept = page()->settings();
    const QByteArray layout = page()->saveLayout();
    controls->outage()->setCurrentIndex(0);
    emit controls->outage()->activated(0);
    page()->restoreLayout(layout);
    QVERIFY(page()->settings() == kept);
}

void SimulationTest::sentencesFitTheirLanes() {
    m_window->resize(1280, 800);
    for (const LoadPreset preset : {LoadPreset::Outage, LoadPreset::FlashCrowd}) {
        edit([&](LoadSettings& next) { next.preset = preset; });
        for (int k = 0; k <= 40; ++k) {
            page()->setTime(view().end() * k / 40.0);
            for (int lane = 0; lane < 2; ++lane) {
                const LaneView* shown = page()->lane(lane);
                const QString text = shown->sentence();
                QFont bold = type::note(shown->font());
                bold.setBold(true);
                QVERIFY2(QFontMetrics(bold).horizontalAdvance(text) <= shown->width() - 12,
                         qPrintable(text));
                QVERIFY(text.endsWith('.'));
            }
        }
    }
}

void SimulationTest::withAWindowTheQueueIsOneOfAll() {
    QSpinBox* field = page()->controls()->queueLimit();
    QVERIFY(field->suffix().isEmpty());
    edit([](LoadSettings& next) { next.window = WindowPlan::Kind::Seconds; });
    QCOMPARE(field->suffix(), QString(" in all"));
    QVERIFY(field->toolTip().contains("there is one queue"));
}

void SimulationTest::keysPlayAndStep() {
    page()->timeline()->setFocus();
    QTest::keyClick(page()->timeline(), Qt::Key_Home);
    QCOMPARE(page()->time(), 0.0);
    QTest::keyClick(page()->timeline(), Qt::Key_Space);
    QVERIFY(page()->isPlaying());
    QTest::keyClick(page()->timeline(), Qt::Key_Space);
    QVERIFY(!page()->isPlaying());
    page()->setTime(0.3 * view().end());
    const double from = page()->time();
    double next = view().end();
    double before = 0.0;
    for (const auto& replay : view().replays) {
        for (const ReplayEvent& event : replay->events()) {
            if (event.time > from) next = std::min(next, event.time);
            if (event.time < from) before = std::max(before, event.time);
        }
    }
    QTest::keyClick(page()->timeline(), Qt::Key_Period);
    QCOMPARE(page()->time(), next);
    compareLanes();
    page()->setTime(from);
    QTest::keyClick(page()->timeline(), Qt::Key_Comma);
    QCOMPARE(page()->time(), before);
    compareLanes();
    QTest::keyClick(page()->timeline(), Qt::Key_Right);
    QVERIFY(page()->time() > before);
    QTest::keyClick(page()->timeline(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(page()->time() < before);
    QTest::keyClick(page()->timeline(), Qt::Key_End);
    QCOMPARE(page()->time(), view().end());
}

void SimulationTest::aClickShowsTheQueryAndWhy() {
    page()->setTime(0.35 * view().end());
    for (int k = 0; k < 2; ++k) {
        LaneView* lane = page()->lane(k);
        std::optional<std::uint32_t> query;
        QPointF at;
        for (std::size_t j = 0; j < view().experiment().models.size() && !query; ++j) {
            const auto places = lane->cursor()->places(j);
            for (std::size_t slot = 0; slot < places.size() && !query; ++slot) {
                if (places[slot] == RunCursor::kNobody) continue;
                at = lane->placeRect(j, slot).center();
                query = lane->queryAt(at);
                const auto& visits = view().runs->runs[std::size_t(k)].result.visits;
                if (query) QCOMPARE(*query, visits[places[slot]].query);
            }
        }
        QVERIFY(query);
        QTest::mouseClick(lane, Qt::LeftButton, {}, at.toPoint());
        LoadQueryCard* card = page()->card();
        QVERIFY(card->isVisible());
        const auto& record = view().runs->runs[std::size_t(k)].result.record[*query];
        const std::size_t row = view().experiment().rows[record.row];
        QCOMPARE(card->row(), std::optional<std::size_t>(row));
        QVERIFY(!card->text()->text().isEmpty());
        QVERIFY(card->where()->text().contains("since"));
        QVERIFY(k == 0 ? card->why()->text().contains("cheapest")
                       : card->why()->text().contains("λ"));
        QCOMPARE(card->table()->columnCount(), k == 0 ? 5 : 7);
        bool marked = false;
        for (int line = 0; line < card->table()->rowCount(); ++line) {
            const QString name = card->table()->item(line, 0)->text();
            if (name.startsWith(QString::fromUtf8("▸"))) {
                QVERIFY(name.endsWith(runModelName(view(), std::size_t(record.model))));
                marked = true;
            }
        }
        QVERIFY(marked);
        if (k == 1) {
            card->showButton()->click();
            QCOMPARE(session().currentRow(), std::optional<std::size_t>(row));
            QVERIFY(!page()->isVisible());
        } else {
            QTest::keyClick(card, Qt::Key_Escape);
            QVERIFY(!card->isVisible());
        }
    }
}

/// Before the outage nothing is said of it, and after it the query is elsewhere.
void SimulationTest::theCardKnowsOfACallThatAnOutageEnds() {
    const auto& visits = view().runs->runs[0].result.visits;
    const auto cut = std::ranges::find_if(
        visits, [](const Visit& visit) { return visit.failed && visit.ended > visit.begun; });
    QVERIFY(cut != visits.end() && std::next(cut)->query == cut->query);
    const auto model = std::size_t(cut->model);
    page()->setTime(0.5 * (cut->begun + cut->ended));
    LaneView* lane = page()->lane(0);
    const auto places = lane->cursor()->places(model);
    const auto place = std::ranges::find(places, std::uint32_t(cut - visits.begin()));
    QVERIFY(place != places.end());
    const QPointF at = lane->placeRect(model, std::size_t(place - places.begin())).center();
    QTest::mouseClick(lane, Qt::LeftButton, {}, at.toPoint());
    LoadQueryCard* card = page()->card();
    QVERIFY(card->isVisible());
    const QString name = runModelName(view(), model);
    QVERIFY2(card->where()->text().contains(name), qPrintable(card->where()->text()));
    QVERIFY(!card->where()->text().contains("cut off"));
    QVERIFY(!card->where()->text().contains("done"));
    page()->setTime(cut->ended);
    QVERIFY2(card->where()->text().contains("cut off by its outage"),
             qPrintable(card->where()->text()));
    QVERIFY(card->why()->text().startsWith("After the call to " + name + " had failed"));
}

void SimulationTest::theLaneIsWalkedByKeys() {
    page()->setTime(0.35 * view().end());
    LaneView* lane = page()->lane(1);
    lane->setFocus();
    std::set<std::uint32_t> seen;
    for (std::size_t row = 0; row < view().experiment().models.size(); ++row) {
        for (std::size_t k = 0; k <= lane->cursor()->serving(row); ++k) {
            if (const auto query = lane->focusedQuery()) seen.insert(*query);
            QTest::keyClick(lane, Qt::Key_Right);
        }
        for (int k = 0; k < 40; ++k) QTest::keyClick(lane, Qt::Key_Left);
        QTest::keyClick(lane, Qt::Key_Down);
    }
    for (std::size_t row = 0; row < view().experiment().models.size(); ++row) {
        for (const std::uint32_t visit : lane->cursor()->places(row)) {
            if (visit == RunCursor::kNobody) continue;
            QVERIFY(seen.contains(lane->cursor()->replay().visits()[visit].query));
        }
    }
    while (!lane->focusedQuery()) QTest::keyClick(lane, Qt::Key_Up);
    QTest::keyClick(lane, Qt::Key_Return);
    QVERIFY(page()->card()->isVisible());
}

void SimulationTest::theTableSaysWhatIsPainted() {
    LaneView* lane = page()->lane(0);
    lane->showTable(true);
    for (const double share : {0.3, 0.7}) {
        page()->setTime(share * view().end());
        for (std::size_t j = 0; j < view().experiment().models.size(); ++j) {
            QCOMPARE(lane->table()->item(int(j), 0)->text(), runModelName(view(), j));
            QCOMPARE(lane->table()->item(int(j), 3)->text(),
                     count(std::int64_t(lane->cursor()->queue(j).size())));
            QVERIFY(lane->table()->item(int(j), 2)->text().startsWith(
                count(std::int64_t(lane->cursor()->serving(j)))));
        }
    }
    QVERIFY(lane->csv().startsWith("Model,Slots"));
    lane->showTable(false);
    QVERIFY(!lane->table()->isVisible());
}

void SimulationTest::twoGreedyRoutersMakeThreeLanes() {
    QVERIFY(!page()->lane(2)->isVisible());
    edit([](LoadSettings& next) { next.greedy = {"threshold", "quality-only"}; });
    QCOMPARE(view().runs->runs.size(), std::size_t(3));
    for (int k = 0; k < 3; ++k) QVERIFY(page()->lane(k)->isVisible());
    QVERIFY(page()->lane(2)->title().contains("dual", Qt::CaseInsensitive));
    page()->setTime(view().end());
    compareEnd();
}

void SimulationTest::speedsAreNeverAssumedSilently() {
    QVERIFY(page()->notice()->text().contains("No model's speed is known"));
    QVERIFY(page()->notice()->tone() == NoteLabel::Tone::Warning);
    // Some speeds: the others are left out, and said.
    Scenario next = session().scenario();
    const auto models = view().experiment().models;
    for (std::size_t j = 0; j + 1 < models.size(); ++j) {
        next.pool.firstTokenSeconds[models[j]] = 0.3;
        next.pool.tokensPerSecond[models[j]] = 60.0;
    }
    session().edit(next, "speeds");
    QVERIFY(simulated());
    QVERIFY(page()->notice()->text().contains("Left out"));
    QVERIFY(page()->notice()->text().contains(QString::fromStdString(models.back())));
    QCOMPARE(view().runs->plan.slotsOf(models.size() - 1), std::int64_t(0));
    next.pool.firstTokenSeconds[models.back()] = 0.3;
    next.pool.tokensPerSecond[models.back()] = 60.0;
    session().edit(next, "speeds");
    QVERIFY(simulated());
    QVERIFY(page()->notice()->text().isEmpty());
    QCOMPARE(view().runs->plan.service.kind, ServicePlan::Kind::Pool);
}

void SimulationTest::whatIsOutOfReachIsSaid() {
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.995;
    session().edit(next, "floor");
    QVERIFY(simulated());
    QVERIFY(page()->notice()->text().contains("out of reach"));
    QVERIFY(page()->notice()->text().contains(percentBelow(view().question.reach)));
    QVERIFY(page()->notice()->tone() == NoteLabel::Tone::Warning);
}

void SimulationTest::withoutSlotsThereIsAWordAndNoRun() {
    LoadSettings next = page()->settings();
    next.commonSlots = 0;
    page()->edit(next, "no slots");
    QVERIFY(QTest::qWaitFor([this] { return page()->runner()->error().has_value(); }, kPatience));
    // The runs before stay, marked, and the message is there.
    QVERIFY(page()->runner()->isStale());
    QVERIFY(page()->view());
    session().undoStack()->undo();
    QVERIFY(simulated());
    QVERIFY(!page()->runner()->error());
}

void SimulationTest::allModelsMayBeOut() {
    edit([this](LoadSettings& next) {
        next.outages.emplace();
        for (const std::string& model : view().experiment().models) {
            next.outages->push_back({model, 0.3 * view().end(), 0.5 * view().end()});
        }
    });
    page()->setTime(view().runs->plan.faults.disturbances[0].until - 0.5);
    compareLanes();
    for (int k = 0; k < 2; ++k) {
        QVERIFY(page()->lane(k)->sentence().startsWith("Every model is out"));
        for (std::size_t j = 0; j < view().experiment().models.size(); ++j) {
            QCOMPARE(page()->lane(k)->cursor()->serving(j), std::size_t(0));
        }
    }
    page()->setTime(view().end());
    compareEnd();
}

void SimulationTest::settingsAreKept() {
    edit([](LoadSettings& next) {
        next.preset = LoadPreset::FlashCrowd;
        next.rate = 3.25;
        next.queueLimit = kUnlimited;
        next.greedy = {"willingness"};
        next.ownSlots["gpt-4o"] = 4;
        next.outages = std::vector<LoadOutage>{{"gpt-4o", 3.0, 9.5}};
        next.window = WindowPlan::Kind::Count;
        next.service = ServicePlan::Kind::Constant;
        next.serviceSeconds = 1.5;
    });
    const QByteArray kept = page()->saveLayout();
    SimulationPage other(session());
    other.restoreLayout(kept);
    QVERIFY(other.settings() == page()->settings());
    other.restoreLayout("nonsense");
    QVERIFY(other.settings() == page()->settings());
    other.restoreLayout(R"({"load":{"preset":77,"slots":-3,"greedy":["own"],"rate":"x"}})");
    QVERIFY(other.settings() == LoadSettings{});
}

ORL_UI_TEST(SimulationTest);

}  // namespace orl

#include "simulation_test.moc"
