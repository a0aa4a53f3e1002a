#include "ui/pages/duals/routings_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/support/random.h"
#include "ui/pages/duals/routings_content.h"
#include "ui/results/query_text.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr std::size_t kMostCards = 12;
constexpr int kGapSamples = 12;
constexpr std::size_t kGapSizes[] = {4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
constexpr qsizetype kShortName = 14;

}  // namespace

void RoutingsPanel::connectParts() {
    connect(&m_session, &Session::solvedChanged, this, &RoutingsPanel::follow);
    connect(&m_session, &Session::stalenessChanged, this, &RoutingsPanel::follow);
    connect(m_queries, &QSpinBox::valueChanged, this, [this] {
        m_stale = true;
        if (isVisible()) request();
    });
    connect(m_models, &QSpinBox::valueChanged, this, &RoutingsPanel::follow);
    connect(m_draw, &QPushButton::clicked, this, [this] {
        ++m_seed;
        m_stale = true;
        request();
    });
    connect(m_overview, &RoutingPlane::boxMoved, m_closeUp, &RoutingPlane::setRange);
    connect(m_closeUp, &RoutingPlane::rangeChanged, this,
            [this] { m_overview->setBox(m_closeUp->range()); });
    for (RoutingPlane* plane : {m_overview, m_closeUp}) {
        connect(plane, &RoutingPlane::asked, this, [this](std::size_t index) {
            setRouting(m_view->cloud.routing(index), tr("clicked"));
        });
    }
    connect(m_board, &RoutingBoard::moved, this, [this](int card, int column) {
        Assignment next = m_routing;
        next[std::size_t(card)] = column;
        setRouting(std::move(next), tr("by hand"));
    });
    connect(m_board, &RoutingBoard::refused, this,
            [this](const QString& why) { m_note->setText(why, NoteLabel::Tone::Warning); });
    connect(m_back, &QToolButton::clicked, this,
            [this] { arrive(m_arrived > 0 ? m_arrived - 1 : 0); });
    connect(m_forth, &QToolButton::clicked, this, [this] {
        // From a routing that is not the replay's, it begins anew.
        arrive(m_arrived >= m_order.size() ? 1 : m_arrived + 1);
    });
    connect(m_rule, &QComboBox::currentIndexChanged, this, [this] { arrive(m_order.size()); });
    connect(m_shuffle, &QPushButton::clicked, this, [this] {
        Random random(m_seed * 1000 + m_arrived + m_order.front());
        const auto before = m_order;
        for (int k = 0; k < 8 && m_order == before && m_order.size() > 1; ++k)
            random.shuffle(std::span(m_order));
        arrive(m_order.size());
    });
    connect(m_best, &QPushButton::clicked, this, [this] {
        if (m_view && m_view->best.solved())
            setRouting(m_view->best.assignment, tr("best routing"));
    });
    connect(m_gapPlot, &TracePlot::asked, m_queries, &QSpinBox::setValue);
    connect(&m_worker, &Worker::failed, this,
            [this](const Error& error) { showNothing(sentence(error)); });
}

void RoutingsPanel::follow() {
    m_stale = true;
    m_gapsStale = true;
    if (isVisible()) request();
}

void RoutingsPanel::request() {
    const auto& solve = m_session.solved();
    if (!solve || !m_session.solvedFrom() || m_session.showsOtherData()) {
        m_worker.discard();
        m_gapWorker.discard();
        showNothing(solve ? tr("The data are being prepared.")
                          : tr("There is nothing to solve yet."));
        return;
    }
    m_stale = false;
    {
        const QSignalBlocker quiet(m_queries);
        const QSignalBlocker quietModels(m_models);
        m_queries->setMaximum(int(std::min<std::size_t>(2048, solve->experiment->rows.size())));
        m_models->setMaximum(int(solve->experiment->models.size()));
    }
    const auto queries = std::size_t(m_queries->value());
    const auto models = std::size_t(m_models->value());
    m_worker.submit(
        [this, solve, queries, models, seed = m_seed,
         texts = m_session.solvedFrom()->data](const Worker::Context& context) {
            const std::uint64_t drawn =
                seed > 0 ? seed : tellingSeed(*solve, queries, models, 1, context.job);
            auto view = routingsOf(solve, queries, models, drawn, context.job);
            context.show([this, drawn, texts, view = std::move(view)] {
                m_seed = drawn;
                accept(view, texts);
            });
        },
        Worker::Running::Stop);
    if (m_gapsStale) requestGaps();
}

void RoutingsPanel::requestGaps() {
    const auto& solve = m_session.solved();
    m_gapsStale = false;
    std::vector<std::size_t> sizes;
    for (const std::size_t size : kGapSizes) {
        if (size <= solve->experiment->rows.size()) sizes.push_back(size);
    }
    m_gapWorker.submit(
        [this, solve, sizes,
         models = std::size_t(m_models->value())](const Worker::Context& context) {
            auto gaps = gapsOver(*solve, sizes, models, kGapSamples, 1, context.job);
            context.show([this, gaps = std::move(gaps)] {
                m_gaps = gaps;
                showGaps();
            });
        },
        Worker::Running::Stop);
}

void RoutingsPanel::showNothing(const QString& why) {
    m_view.reset();
    m_data.reset();
    m_points.reset();
    m_routing.clear();
    m_gaps.clear();
    RoutingPlane::Content empty;
    empty.emptyText = why;
    m_overview->setBox({});
    m_overview->setContent(empty, false);
    m_closeUp->setContent(empty, false);
    m_conditions->setRowCount(0);
    m_waterfall->setData({});
    m_board->setContent({}, {});
    m_figures->clear();
    m_planeTitle->clear();
    m_note->setText(why);
    showGaps();
}

QString RoutingsPanel::queryName(std::size_t query) const {
    QString number = tr("q%1").arg(query + 1);
    const std::string& text = m_data->queries[m_view->batch.view->experiment->rows[query]].text;
    QString shown = labelText(text.substr(0, std::size_t(kShortName) * 4)).simplified();
    if (!shown.isEmpty() && shown.size() <= kShortName) return shown;
    const int level = m_view->batch.view->experiment->level[query];
    return m_view->batch.view->experiment->levelNames.size() > 1
               ? tr("q%1  level %2").arg(query + 1).arg(level + 1)
               : number;
}

void RoutingsPanel::accept(std::shared_ptr<const RoutingsView> view,
                           std::shared_ptr<const Dataset> texts) {
    m_view = std::move(view);
    m_data = std::move(texts);
    m_points = planePoints(m_view->cloud);
    m_order.resize(m_view->batch.queries.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    m_planeTitle->setText(planeTitle(*m_view));
    QStringList notes;
    for (const std::string& note : m_view->batch.notes) notes << labelText(note);
    if (!m_view->cloud.complete()) {
        constexpr double kReadable = 1e12;
        const double total = m_view->cloud.total();
        notes << tr("There are %1 routings in all.")
                     .arg(total < kReadable ? count(std::int64_t(total))
                                            : QString::number(total, 'g', 3));
    }
    if (!m_view->best.solved()) notes << labelText(m_view->best.explanation);
    m_note->setText(notes.join(' '));
    const bool few = m_view->batch.queries.size() <= kMostCards;
    m_boardStack->setCurrentIndex(few ? 0 : 1);
    for (QWidget* one : std::initializer_list<QWidget*>{m_back, m_forth, m_rule, m_shuffle}) {
        one->setEnabled(true);
    }
    m_best->setEnabled(m_view->best.solved());
    m_arrived = m_order.size();
    const Assignment greedy = greedyInOrder(m_view->batch.problem(), m_view->batch.constraints(),
                                            m_order, m_arrived, GreedyRule(m_rule->currentIndex()));
    m_routing = greedy;
    m_routingName = m_rule->currentText();
    showPlanes(true);
    showConditions();
    showBoard();
    showFigures();
    showGaps();
}

void RoutingsPanel::setRouting(Assignment routing, const QString& name) {
    if (!m_view) return;
    m_routing = std::move(routing);
    m_routingName = name;
    m_arrived = m_order.size();
    showPlanes(false);
    showConditions();
    showBoard();
    showFigures();
}

void RoutingsPanel::arrive(std::size_t arrived) {
    if (!m_view) return;
    Assignment made = greedyInOrder(m_view->batch.problem(), m_view->batch.constraints(), m_order,
                                    arrived, GreedyRule(m_rule->currentIndex()));
    setRouting(std::move(made), m_rule->currentText());
    m_arrived = arrived;
    showFigures();
}

void RoutingsPanel::showPlanes(bool fresh) {
    const RoutingPlane::Content content =
        planeContent(*m_view, m_points, m_routing, m_routingName, Theme::of(palette()));
    m_overview->setContent(content, fresh);
    m_closeUp->setContent(content, fresh);
    if (!fresh) return;
    m_overview->setRange(m_overview->whole());
    m_closeUp->setRange(m_closeUp->nearGoal());
    m_overview->setBox(m_closeUp->range());
}

void RoutingsPanel::showConditions() {
    m_conditions->setRowCount(0);
    const bool complete = std::ranges::none_of(m_routing, [](std::int32_t m) { return m < 0; });
    const Assignment& shown = complete ? m_routing : m_view->best.assignment;
    m_conditions->setHorizontalHeaderLabels(
        {tr("Condition"), tr("split"), complete ? tr("board") : tr("best"), tr("pays")});
    m_conditions->horizontalHeaderItem(1)->setToolTip(
        tr("The relaxation, in which queries may be split"));
    m_conditions->horizontalHeaderItem(2)->setToolTip(complete ? tr("The routing on the board")
                                                               : tr("The best routing"));
    // A budget that pays for the best routing has no price to measure by.
    const bool priced = m_view->batch.constraints().mode == RoutingMode::CostUnderFloor ||
                        m_view->relaxation.prices.qualityPrice > 0.0;
    if (!m_view->relaxation.feasible || shown.empty() || !priced) {
        m_waterfall->setData({});
        return;
    }
    const Slackness slack = slacknessOf(m_view->batch, m_view->relaxation.prices, shown);
    const Theme& theme = Theme::of(palette());
    const auto tick = [&](bool holds) {
        auto* item = new QStandardItem(holds ? QStringLiteral("✓") : QStringLiteral("✗"));
        item->setForeground(holds ? theme.gain : theme.warning);
        item->setTextAlignment(Qt::AlignCenter);
        item->setEditable(false);
        item->setAccessibleText(holds ? tr("holds") : tr("does not hold"));
        return item;
    };
    for (const SlacknessItem& item : slack.items) {
        auto* title = new QStandardItem(conditionTitle(*m_view, item) + '\n' +
                                        conditionDetail(*m_view, item));
        title->setEditable(false);
        auto* pays = new QStandardItem(paysText(*m_view, item.pays));
        pays->setEditable(false);
        pays->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (!item.holds()) pays->setForeground(theme.warning);
        m_conditions->appendRow({title, tick(true), tick(item.holds()), pays});
    }
    m_waterfall->setData(waterfallOf(*m_view, slack));
}

void RoutingsPanel::showBoard() {
    const std::size_t queries = m_view->batch.queries.size();
    std::vector<QString> names;
    names.reserve(queries);
    for (std::size_t i = 0; i < queries; ++i) names.push_back(queryName(i));
    const bool dark = Theme::of(palette()).dark;
    if (queries <= kMostCards) {
        m_board->setContent(boardColumns(*m_view, dark), boardCards(*m_view, m_routing, names));
        return;
    }
    const std::vector<RoutingBoard::Card> cards = boardCards(*m_view, m_routing, names);
    const auto columns = boardColumns(*m_view, dark);
    m_table->setRowCount(0);
    for (std::size_t i = 0; i < queries; ++i) {
        const int column = cards[i].column;
        const QStringList texts{
            cards[i].title, column < 0 ? tr("nobody") : columns[std::size_t(column)].name,
            column < 0 ? QString() : cards[i].details[std::size_t(column)],
            m_view->best.solved() ? columns[std::size_t(m_view->best.assignment[i])].name
                                  : QString()};
        QList<QStandardItem*> row;
        for (const QString& text : texts) {
            row << new QStandardItem(text);
            row.back()->setEditable(false);
        }
        m_table->appendRow(row);
    }
}

void RoutingsPanel::showFigures() {
    const Theme& theme = Theme::of(palette());
    m_figures->setText(figuresText(*m_view, m_routing, theme));
    m_boardName->setText(
        m_arrived < m_order.size()
            ? tr("%1, arrival %2 of %3").arg(m_routingName).arg(m_arrived).arg(m_order.size())
            : m_routingName);
    m_back->setEnabled(m_arrived > 0);
}

void RoutingsPanel::showGaps() {
    const Theme& theme = Theme::of(palette());
    m_gapPlot->setContent(gapContent(m_gaps, m_gaps.empty() ? 2048 : m_gaps.back().queries, theme));
    std::vector<TracePlot::Dot> dots;
    const int queries = m_queries->value();
    if (m_view && m_view->best.solved() && m_view->relaxation.feasible) {
        const double best = m_view->batch.constraints().mode == RoutingMode::CostUnderFloor
                                ? m_view->best.cost
                                : m_view->best.quality;
        const double gap = std::abs(best - m_view->relaxation.bound) / m_view->relaxation.bound;
        dots.push_back({{double(queries), std::max(gap, 1e-7)}, theme.text, false});
        m_gapNote->setText(
            tr("This batch: %1. At most M + 1 = %2 queries are split, whatever N: their share "
               "melts away.")
                .arg(gap < 1e-9 ? tr("no gap") : gapText(gap))
                .arg(m_view->batch.models.size() + 1));
    } else {
        m_gapNote->clear();
    }
    m_gapPlot->setCursor(queries, false, std::move(dots));
}

QString RoutingsPanel::said() const {
    return m_note->text();
}

void RoutingsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) request();
}

void RoutingsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_view) return;
    showPlanes(false);
    showConditions();
    showBoard();
    showFigures();
    showGaps();
}

}  // namespace orl
