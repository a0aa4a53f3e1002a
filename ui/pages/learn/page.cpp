#include "ui/pages/learn/page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/pages/learn/lesson_list.h"
#include "ui/pages/learn/live_panel.h"
#include "ui/pages/learn/price_panel.h"
#include "ui/pages/learn/step_card.h"
#include "ui/pages/learn/tall_part.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/tokens.h"

namespace orl {

LearnPage::LearnPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_reader(Worker::Priority::Low),
      m_list(new LessonList),
      m_card(new StepCard),
      m_live(new LivePanel),
      m_prices(new PricePanel) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    column->addWidget(buildBar());
    auto* right = new QSplitter(Qt::Vertical);
    right->setChildrenCollapsible(false);
    right->setHandleWidth(space::kGap);
    right->addWidget(m_live);
    right->addWidget(m_prices);
    m_data = new QLabel(tr("This step is about your own data: open the page that it names."));
    m_data->setAlignment(Qt::AlignCenter);
    m_data->setWordWrap(true);
    right->addWidget(m_data);
    m_left = new QSplitter(Qt::Horizontal);
    m_columns = new QSplitter(Qt::Vertical);  // until there is room
    for (QSplitter* each : {m_left, m_columns}) {
        each->setChildrenCollapsible(false);
        each->setHandleWidth(space::kGap);
    }
    m_left->addWidget(m_list);
    m_left->addWidget(m_card);
    m_columns->addWidget(m_left);
    m_columns->addWidget(new TallPart(right));
    column->addWidget(m_columns, 1);
    arrange(Columns::One);
    connectParts();
    readLessons();
}

QWidget* LearnPage::buildBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(2, 0, 2, 0);
    m_place = new QLabel;
    m_place->setTextFormat(Qt::PlainText);
    m_place->setFont(type::note(font()));
    m_class = new QCheckBox(tr("For a &class"));
    m_class->setToolTip(tr("Nothing is predicted or kept, and Reveal always shows"));
    m_restore = new QPushButton(tr("Res&tore"));
    m_restore->setToolTip(tr("What was changed by hand is again as the step began"));
    m_leave = new QPushButton(tr("Lea&ve the lesson"));
    m_leave->setToolTip(tr("Your own data and scenario come back as they were"));
    m_leave->setEnabled(false);
    m_choice = new QComboBox;
    m_choice->setAccessibleName(tr("Lesson"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(20);
    m_more = new QToolButton;
    m_more->setText(QStringLiteral("…"));
    m_more->setToolTip(tr("What can be done with lessons"));
    m_more->setAccessibleName(tr("More"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_more);
    for (QPushButton* each : {m_list->restartButton(), m_list->skipButton(), m_list->folderButton(),
                              m_list->makeButton()}) {
        menu->addAction(each->text(), each, &QPushButton::click);
    }
    menu->addAction(tr("&Print the questions…"), this, [this] { print(false); });
    menu->addAction(tr("Print &with answers…"), this, [this] { print(true); });
    m_more->setMenu(menu);
    row->addWidget(m_choice);
    row->addWidget(m_more);
    row->addWidget(m_place, 1);
    row->addStretch(1);
    row->addWidget(m_class);
    row->addWidget(m_restore);
    row->addWidget(m_leave);
    return bar;
}

void LearnPage::connectParts() {
    connect(m_list, &LessonList::chosen, this, [this](std::size_t lesson) { goTo(lesson, 0); });
    connect(m_choice, &QComboBox::activated, this,
            [this](int lesson) { goTo(std::size_t(lesson), 0); });
    connect(m_list->folderButton(), &QPushButton::clicked, this, &LearnPage::chooseFolder);
    connect(m_list->makeButton(), &QPushButton::clicked, this, &LearnPage::lessonAsked);
    connect(m_list->restartButton(), &QPushButton::clicked, this, &LearnPage::restart);
    connect(m_list->skipButton(), &QPushButton::clicked, this, &LearnPage::skip);
    auto* handout = new QMenu(m_list->printButton());
    handout->addAction(tr("&Questions only…"), this, [this] { print(false); });
    handout->addAction(tr("With &answers…"), this, [this] { print(true); });
    m_list->printButton()->setMenu(handout);
    connect(m_card, &StepCard::nextAsked, this, &LearnPage::next);
    connect(m_card, &StepCard::backAsked, this, [this] {
        if (m_step > 0) goTo(m_lesson, m_step - 1);
    });
    connect(m_card, &StepCard::answered, this, [this](bool) {
        if (!m_class->isChecked()) {
            m_progress.note(m_lessons[m_lesson].lesson, m_step, StepProgress::Answered);
        }
        showList();
    });
    connect(m_card, &StepCard::revealed, m_live,
            [this](bool shown) { m_live->setConcealed(!shown); });
    connect(m_card, &StepCard::pageAsked, this, [this](const QString& page) {
        enter();
        emit pageAsked(page);
    });
    connect(m_live, &LivePanel::changed, this, &LearnPage::setState);
    connect(m_prices, &PricePanel::changed, this, &LearnPage::setState);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (!now()) return;
        setState(m_lessons[m_lesson].lesson.stateAt(m_step));
        restoreScenario();
    });
    connect(m_leave, &QPushButton::clicked, this, [this] {
        m_entered = false;
        emit highlightAsked({}, 0);
        m_session.leave();
    });
    connect(m_class, &QCheckBox::toggled, m_card, &StepCard::setClassMode);
    connect(&m_session, &Session::visitingChanged, this, [this] {
        if (!m_session.isVisiting()) m_entered = false;
        m_leave->setEnabled(m_session.isVisiting());
    });
    connect(&m_session, &Session::scenarioChanged, this, &LearnPage::follow);
}

void LearnPage::readLessons() {
    m_reader.submit([this, folder = m_folder](const Worker::Context& context) {
        auto lessons = shelvedLessons(folder, context.job.stop);
        context.show([this, lessons = std::move(lessons)] {
            if (m_wanted.isEmpty() && m_lesson < m_lessons.size()) {
                m_wanted = QString::fromStdString(m_lessons[m_lesson].lesson.id);
            }
            m_lessons = lessons;
            const auto found = std::ranges::find_if(m_lessons, [this](const ShelvedLesson& each) {
                return QString::fromStdString(each.lesson.id) == m_wanted;
            });
            m_wanted.clear();
            m_lesson = found == m_lessons.end() ? 0 : std::size_t(found - m_lessons.begin());
            const std::size_t steps =
                m_lessons.empty() ? 0 : m_lessons[m_lesson].lesson.steps.size();
            if (m_step >= steps) m_step = 0;
            showStep();
        });
    });
}

const LessonStep* LearnPage::now() const {
    if (m_lesson >= m_lessons.size()) return nullptr;
    const ShelvedLesson& lesson = m_lessons[m_lesson];
    if (!lesson.mistakes.empty() || m_step >= lesson.lesson.steps.size()) return nullptr;
    return &lesson.lesson.steps[m_step];
}

std::string LearnPage::guestName() const {
    return tr("Lesson: %1").arg(labelText(m_lessons[m_lesson].lesson.title)).toStdString();
}

bool LearnPage::isEntered() const {
    const LessonStep* step = now();
    return m_entered && m_session.isVisiting() && step && !step->instance.empty() &&
           m_session.scenario().preparation.dataset == guestName();
}

void LearnPage::goTo(std::size_t lesson, std::size_t step) {
    if (lesson >= m_lessons.size()) return;
    m_lesson = lesson;
    m_step = step;
    showStep();
    enter();
    if (now() && !m_class->isChecked()) {
        m_progress.note(m_lessons[m_lesson].lesson, m_step, StepProgress::Seen);
    }
    showList();
}

void LearnPage::showStep() {
    if (m_lessons.empty()) return;
    const LessonStep* step = now();
    m_state = step ? m_lessons[m_lesson].lesson.stateAt(m_step) : LessonState();
    m_card->setStep(m_lessons[m_lesson], int(m_lesson) + 1, m_step, m_progress);
    const bool small = step && !step->instance.empty();
    const LessonStep none;
    m_data->setVisible(!small);
    m_restore->setEnabled(small);
    m_live->setStep(small ? *step : none, m_state);
    m_live->setVisible(small && m_live->isNeeded());
    m_prices->setVisible(small);
    m_prices->setStep(small ? *step : none, m_state);
    showList();
    const auto& lesson = m_lessons[m_lesson].lesson;
    m_place->setText(step ? tr("Lesson %1 of %2 · step %3 of %4")
                                .arg(m_lesson + 1)
                                .arg(m_lessons.size())
                                .arg(m_step + 1)
                                .arg(lesson.steps.size())
                          : labelText(lesson.title));
    emit stepShown();
}

/// The step's scenario takes the place of the user's, until Leave.
void LearnPage::enter() {
    const LessonStep* step = now();
    emit highlightAsked(step ? QString::fromStdString(step->highlight) : QString(),
                        step ? step->discAt(step->highlight) : 0);
    if (!step) return;
    if (!step->instance.empty()) {
        m_entered =
            m_session.visit(std::make_shared<const Dataset>(m_state.instance.dataset(guestName())),
                            m_state.instance.scenario(guestName()));
        return;
    }
    m_entered = false;
    Scenario own = m_session.ownScenario();
    if (step->setting.floor) {
        own.constraints.mode = RoutingMode::CostUnderFloor;
        own.constraints.qualityFloor = *step->setting.floor;
    }
    if (step->setting.capacity) {
        own.constraints.commonCapacity = *step->setting.capacity;
        own.constraints.capacityShare.clear();
    }
    m_session.visitOwn(own);
}

/// Also what the dock alone can change, such as prices.
void LearnPage::restoreScenario() {
    if (!isEntered()) return;
    const Scenario begun = m_state.instance.scenario(guestName());
    Scenario next = m_session.scenario();
    next.pool = begun.pool;
    next.constraints = begun.constraints;
    m_session.edit(next, tr("back to the beginning of the step"));
}

/// Something was changed by hand; the dock says the same.
void LearnPage::setState(const LessonState& state, int gesture) {
    const bool limits =
        m_state.instance.constraints().capacity != state.instance.constraints().capacity ||
        m_state.instance.floor != state.instance.floor ||
        m_state.instance.budget != state.instance.budget;
    m_state = state;
    m_live->setState(m_state);
    m_prices->setState(m_state);
    m_card->setState(m_state);
    emit stateChanged();
    if (!limits || !isEntered()) return;
    Scenario next = m_session.scenario();
    const ConstraintSettings before = next.constraints;
    next.constraints = m_state.instance.scenario(guestName()).constraints;
    // Who is switched off has no slots in the state, but keeps its limit for when it is on again.
    for (const std::string& model : next.pool.disabled) {
        const auto own = before.capacityShare.find(model);
        next.constraints.capacityShare.erase(model);
        if (own != before.capacityShare.end()) next.constraints.capacityShare.insert(*own);
    }
    m_session.edit(next, tr("limits of the lesson"), gesture);
}

/// What the step's models cost at the pool's multipliers.
void LearnPage::setPrices(LessonInstance& instance, const PoolSettings& pool) const {
    const LessonInstance& given = m_lessons[m_lesson].lesson.instances.at(now()->instance);
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        const auto from = given.queryIndex(instance.queries[i].name);  // arrivals may be swapped
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const auto found = pool.priceMultiplier.find(instance.models[j].name);
            const double times = found == pool.priceMultiplier.end() ? 1.0 : found->second;
            instance.cost(Eigen::Index(i), Eigen::Index(j)) =
                given.cost(from, Eigen::Index(j)) * times;
        }
    }
}

/// Limits and prices that were changed in the dock are changed here.
void LearnPage::follow() {
    if (!isEntered()) return;
    const Scenario& scenario = m_session.scenario();
    const ConstraintSettings& asked = scenario.constraints;
    LessonState next = m_state;
    const std::size_t count = next.instance.queryCount();
    if (asked.mode == RoutingMode::CostUnderFloor) {
        next.instance.floor = asked.qualityFloor;
        next.instance.budget.reset();
    } else {
        constexpr double kCents = 100.0;
        next.instance.budget = asked.budgetPer1000 * kCents * double(count) / 1000.0;
    }
    const std::vector<std::string>& off = scenario.pool.disabled;
    for (auto& model : next.instance.models) {
        // Whoever is switched off takes nothing.
        if (std::ranges::find(off, model.name) != off.end()) {
            model.capacity = 0;
            continue;
        }
        const auto own = asked.capacityShare.find(model.name);
        const double share = own == asked.capacityShare.end() ? asked.commonCapacity : own->second;
        const std::int64_t slotCount = slotsOfShare(share, count);
        // Room for all says no more than no limit, and no less than more slots than queries.
        const bool all = slotCount >= std::int64_t(count);
        if (!all || model.capacity < std::int64_t(count)) model.capacity = slotCount;
    }
    setPrices(next.instance, scenario.pool);
    const bool same =
        (next.instance.cost == m_state.instance.cost).all() &&
        next.instance.floor == m_state.instance.floor &&
        next.instance.budget == m_state.instance.budget &&
        next.instance.constraints().capacity == m_state.instance.constraints().capacity;
    if (same) return;
    m_state = next;
    m_live->setState(m_state);
    m_prices->setState(m_state);
    m_card->setState(m_state);
    emit stateChanged();
}

std::optional<LessonCards> LearnPage::cards() const {
    if (m_lessons.empty() || !now()) return {};
    const Lesson& lesson = m_lessons[m_lesson].lesson;
    int answered = 0;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        if (m_progress.of(lesson, k) == StepProgress::Answered) ++answered;
    }
    LessonCards cards;
    cards.lesson = tr("Lesson %1 of %2").arg(m_lesson + 1).arg(m_lessons.size());
    cards.step = tr("Step %1 of %2").arg(m_step + 1).arg(lesson.steps.size());
    cards.answered =
        answered == 1 ? tr("1 question answered") : tr("%1 questions answered").arg(answered);
    cards.inCents = !now()->instance.empty();
    cards.dataset = cards.inCents ? guestName() : m_session.ownScenario().preparation.dataset;
    return cards;
}

void LearnPage::showList() {
    emit progressed();
    m_list->setLessons(m_lessons, m_progress, m_lesson);
    m_choice->clear();
    for (std::size_t k = 0; k < m_lessons.size(); ++k) {
        const Lesson& lesson = m_lessons[k].lesson;
        const QString done = m_progress.isDone(lesson) ? QStringLiteral(" ✓") : QString();
        m_choice->addItem(QStringLiteral("%1  %2%3").arg(k + 1).arg(labelText(lesson.title), done));
    }
    m_choice->setCurrentIndex(int(m_lesson));
}

void LearnPage::next() {
    if (!now()) return;
    if (!m_class->isChecked()) {
        m_progress.note(m_lessons[m_lesson].lesson, m_step, StepProgress::Seen);
    }
    const bool last = m_step + 1 == m_lessons[m_lesson].lesson.steps.size();
    if (!last) {
        goTo(m_lesson, m_step + 1);
    } else if (m_lesson + 1 < m_lessons.size()) {
        goTo(m_lesson + 1, 0);
    } else {
        showList();
    }
}

void LearnPage::restart() {
    if (m_lessons.empty()) return;
    m_progress.forget(m_lessons[m_lesson].lesson);
    goTo(m_lesson, 0);
}

void LearnPage::skip() {
    if (m_lessons.empty()) return;
    const Lesson& lesson = m_lessons[m_lesson].lesson;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        if (m_progress.of(lesson, k) != StepProgress::Answered) {
            m_progress.note(lesson, k, StepProgress::Skipped);
        }
    }
    goTo((m_lesson + 1) % m_lessons.size(), 0);
}

/// Where three columns do not fit the list becomes a box, and then the instance goes below the
/// step.
void LearnPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    // Lines of text, the measure of everything in them.
    constexpr int kLeastForThree = 72;
    constexpr int kLeastForTwo = 52;
    const int lines = width() / std::max(1, fontMetrics().height());
    const Columns wanted = lines >= kLeastForThree ? Columns::Three
                           : lines >= kLeastForTwo ? Columns::Two
                                                   : Columns::One;
    if (wanted != m_shape) arrange(wanted);
}

void LearnPage::arrange(Columns wanted) {
    m_shape = wanted;
    const bool three = wanted == Columns::Three;
    m_list->setVisible(three);
    m_choice->setVisible(!three);
    m_more->setVisible(!three);
    m_place->setVisible(three);
    m_columns->setOrientation(wanted == Columns::One ? Qt::Vertical : Qt::Horizontal);
    const int room = width();
    const int list = three ? std::min(232, room / 4) : 0;
    const int card = three ? std::min(480, room / 3) : room * 9 / 20;
    m_left->setSizes({list, card});
    m_columns->setSizes(wanted == Columns::One ? QList<int>{height() / 2, height() / 2}
                                               : QList<int>{list + card, room - list - card});
    layout()->activate();
}

}  // namespace orl
