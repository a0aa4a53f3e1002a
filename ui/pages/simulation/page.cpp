#include "ui/pages/simulation/page.h"

#include <QApplication>
#include <QComboBox>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>
#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <cmath>

#include "core/lab/views.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/controls.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/load_panels.h"
#include "ui/pages/simulation/query_card.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/settings_json.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/session.h"
#include "ui/style/palette.h"
#include "ui/widgets/navigation.h"

namespace orl {

namespace {

constexpr int kFrame = 16;         // milliseconds
constexpr double kQuickest = 6.0;  // seconds that a whole run takes at the greatest speed
constexpr double kMilliseconds = 1e-3;

}  // namespace

/// Settings of a load, as one step of undo.
class LoadCommand : public QUndoCommand {
  public:
    LoadCommand(SimulationPage& page, LoadSettings before, LoadSettings after, const QString& text)
        : QUndoCommand(text),
          m_page(page),
          m_before(std::move(before)),
          m_after(std::move(after)) {}

    void undo() override { m_page.apply(m_before); }
    void redo() override { m_page.apply(m_after); }

  private:
    SimulationPage& m_page;
    LoadSettings m_before;
    LoadSettings m_after;
};

const LoadSettings& SimulationPage::settings() const {
    return m_runner->settings();
}

const std::shared_ptr<const LoadView>& SimulationPage::view() const {
    return m_runner->view();
}

void SimulationPage::edit(const LoadSettings& next, const QString& text) {
    if (next == settings()) return;
    m_session.undoStack()->push(
        new LoadCommand(*this, settings(), next, tr("Simulation: %1").arg(text)));
}

void SimulationPage::apply(const LoadSettings& next) {
    m_controls->setSettings(next);
    m_runner->setSettings(next);
}

bool SimulationPage::isBusy() const {
    return m_runner->isBusy() || m_panels->isBusy();
}

QWidget* SimulationPage::ownCards() const {
    return m_cards;
}

/// A moment at which there is something to see: where most wait in any lane, or where the slots of
/// a short run are taken.
double SimulationPage::firstTime() const {
    double best = 0.0;
    std::uint32_t most = 0;
    for (const auto& replay : view()->replays) {
        for (const WaitingStep& step : replay->waiting()) {
            if (step.waiting <= most) continue;
            most = step.waiting;
            best = step.time;
        }
    }
    if (view()->question.load.paperQueries || most == 0) {
        double begun = 0.0;
        for (const auto& replay : view()->replays) {
            for (const QueryRecord& query : replay->record()) {
                if (query.begun > begun) begun = query.begun;
            }
        }
        return view()->question.load.paperQueries ? begun : 0.4 * view()->end();
    }
    return best;
}

void SimulationPage::accept() {
    const auto& shown = view();
    m_controls->setView(shown);
    m_panels->setView(shown);
    if (!shown) {
        setPlaying(false);
        m_card->hide();
    }
    for (std::size_t k = 0; k < m_lanes.size(); ++k) {
        const bool there = shown && k < shown->runs->runs.size();
        m_lanes[k]->setView(there ? shown : nullptr, there ? k : 0);
        m_lanes[k]->setVisible(there);
    }
    if (shown) {
        if (m_card->isVisible()) m_card->hide();
        // Another load is another run to look at; a changed one goes on where it was.
        const bool another = !m_shown || m_shown->preset != shown->settings.preset;
        m_shown = shown->settings;
        const double time = another ? firstTime() : std::min(m_time, shown->end());
        showTimeline();
        m_time = -1.0;
        setTime(time);
        arrange();
    }
    showState();
}

void SimulationPage::showTimeline() {
    const bool dark = Theme::of(palette()).dark;
    const LoadView& shown = *view();
    std::vector<TimelineView::Track> tracks;
    tracks.reserve(shown.replays.size());
    for (std::size_t k = 0; k < shown.replays.size(); ++k) {
        const QString router = QString::fromStdString(shown.runs->runs[k].choice.router);
        tracks.push_back({runName(shown, k), routerStyle(router, dark).color, shown.replays[k]});
    }
    std::vector<TimelineView::Band> bands;
    for (const Disturbance& each : shown.runs->plan.faults.disturbances) {
        bands.push_back(
            {each.model, runModelName(shown, each.model), each.from, each.until, each.slowness});
    }
    m_timeline->setContent(std::move(tracks), std::move(bands), shown.end());
    m_timeline->setBandsEditable(!shown.question.load.paperQueries);
    const std::size_t model =
        std::min(m_controls->newOutageModel(), shown.experiment().models.size() - 1);
    m_timeline->setNewBand(model, runModelName(shown, model));
}

void SimulationPage::setTime(double time) {
    if (!view()) return;
    const double next = std::clamp(time, 0.0, view()->end());
    if (next == m_time) return;
    m_time = next;
    for (LaneView* lane : m_lanes) lane->setTime(next);
    m_timeline->setTime(next);
    m_panels->setCursor(next);
    m_card->setTime(next);
    showClock();
}

void SimulationPage::showClock() {
    const double length = view() ? view()->end() : 0.0;
    m_clockText->setText(
        view() ? tr("%1 of %2").arg(clockText(m_time, length), clockText(length, length))
               : QString());
}

double SimulationPage::speedFactor() const {
    const double chosen = m_speed->currentData().toDouble();
    if (chosen > 0.0 || !view()) return chosen;
    return view()->end() / kQuickest;
}

void SimulationPage::setPlaying(bool playing) {
    const bool now = playing && view();
    if (now && m_time >= view()->end()) setTime(0.0);
    if (now) {
        m_since.start();
        m_clock.start(kFrame);
    } else {
        m_clock.stop();
    }
    m_play->setText(now ? QStringLiteral("❚❚") : QStringLiteral("▶"));
    m_play->setToolTip(now ? tr("Pause (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(now ? tr("Pause") : tr("Play"));
}

void SimulationPage::tick() {
    if (!view()) return;
    const double passed = double(m_since.restart()) * kMilliseconds;
    setTime(m_time + passed * speedFactor());
    if (m_time >= view()->end()) setPlaying(false);
}

void SimulationPage::step(int direction) {
    if (!view()) return;
    setPlaying(false);
    double next = direction > 0 ? view()->end() : 0.0;
    for (const auto& replay : view()->replays) {
        if (direction > 0) {
            const double time = replay->nextTime(m_time);
            if (time > m_time) next = std::min(next, time);
        } else {
            next = std::max(next, replay->previousTime(m_time));
        }
    }
    setTime(next);
}

/// Outages as the hand left them on the timeline.
void SimulationPage::editBands(const std::vector<TimelineView::Band>& bands) {
    if (!view()) return;
    LoadSettings next = settings();
    next.outages.emplace();
    for (const TimelineView::Band& band : bands) {
        next.outages->push_back({view()->experiment().models[band.model], band.from,
                                 std::min(band.until, kLongestSeconds), band.slowness});
    }
    edit(next, tr("outages"));
}

/// What the headroom panel proposes, as one step of undo.
void SimulationPage::giveSlots(std::size_t model, std::int64_t more) {
    if (!view()) return;
    const std::int64_t now = view()->runs->plan.slotsOf(model);
    if (now == kUnlimited) return;
    LoadSettings next = settings();
    const SimulationPlan& plan = view()->runs->plan;
    const std::vector<std::string>& models = view()->experiment().models;
    next.ownSlots[models[model]] = std::min(now + more, kMostSlots);
    // The load is kept: presets would bring more queries to more slots.
    if (!next.rate) next.rate = plan.arrivals.rate;
    if (!next.outages) next.outages = outagesIn(plan, models);
    edit(next, tr("slots of %1").arg(runModelName(*view(), model)));
}

void SimulationPage::openQuery(int lane, std::uint32_t query, QPoint at) {
    setPlaying(false);
    m_card->setTime(m_time);
    m_card->setQuery(view(), m_lanes[std::size_t(lane)]->run(), query);
    m_card->openAt(mapFromGlobal(at));
}

void SimulationPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_runner->setActive(true);
    // Keys play at once, unless somebody walks through the pages by keys.
    const QWidget* focus = QApplication::focusWidget();
    if (!focus || !qobject_cast<const NavigationBar*>(focus->parentWidget())) {
        m_timeline->setFocus(Qt::OtherFocusReason);
    }
}

void SimulationPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    setPlaying(false);
    m_runner->setActive(false);
}

void SimulationPage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Space:
            setPlaying(!isPlaying());
            break;
        case Qt::Key_Comma:
            step(-1);
            break;
        case Qt::Key_Period:
            step(1);
            break;
        case Qt::Key_Home:
            setTime(0.0);
            break;
        case Qt::Key_End:
            if (view()) setTime(view()->end());
            break;
        default:
            Page::keyPressEvent(event);
            return;
    }
    event->accept();
}

QByteArray SimulationPage::saveLayout() const {
    QJsonObject state;
    state["load"] = loadSettingsJson(settings());
    if (m_moreChosen) state["more"] = m_controls->showsMore();
    state["speed"] = m_speed->currentIndex();
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void SimulationPage::restoreLayout(const QByteArray& state) {
    const QJsonDocument read = QJsonDocument::fromJson(state);
    if (!read.isObject()) return;
    const QJsonObject json = read.object();
    apply(loadSettingsOf(json.value("load").toObject()));
    m_moreChosen = json.contains("more");
    if (m_moreChosen) m_controls->showMore(json.value("more").toBool());
    const int speed = json.value("speed").toInt(m_speed->currentIndex());
    if (speed >= 0 && speed < m_speed->count()) m_speed->setCurrentIndex(speed);
}

}  // namespace orl
