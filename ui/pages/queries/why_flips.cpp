#include "ui/pages/queries/why_flips.h"

#include <QGuiApplication>
#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/charts/flip_axis.h"
#include "ui/pages/queries/why_content.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr std::array kSolved{FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity};
constexpr double kTwoPoints = 0.02;

bool isDark(const QWidget& widget) {
    return Theme::of(widget.palette()).dark;
}

}  // namespace

WhyFlips::WhyFlips(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    m_title = new QLabel(tr("Where it would go elsewhere"));
    m_title->setFont(type::section(font()));
    m_hint = new QLabel(tr("each tick is a change; a pill goes there"));
    m_hint->setFont(type::note(font()));
    // Cut rather than wider than their column.
    for (QLabel* label : {m_title, m_hint}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    column->addWidget(m_title);
    column->addWidget(m_hint);
    for (std::size_t k = 0; k < m_axes.size(); ++k) {
        m_axes[k] = new FlipAxisView;
        column->addWidget(m_axes[k]);
        connect(m_axes[k], &FlipAxisView::asked, this,
                [this, k](double target) { set(FlipAxis(k), target); });
    }
    m_saving = new QLabel;
    m_saving->setWordWrap(true);
    m_saving->setTextFormat(Qt::PlainText);
    column->addWidget(m_saving);
    column->addStretch(1);
    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(150);
    connect(m_rest, &QTimer::timeout, this, &WhyFlips::start);
    connect(&m_solver, &Worker::becameIdle, this, &WhyFlips::becameIdle);
    connect(&m_solver, &Worker::failed, this, [this](const Error& error) {
        for (FlipAxisView* axis : m_axes) {
            FlipAxisView::Content content = axis->content();
            if (!content.pending) continue;
            content.note = sentence(error);
            content.pending = false;
            content.segments.clear();
            content.levels.clear();
            content.pills.clear();
            axis->setContent(std::move(content));
        }
    });
    clear();
}

bool WhyFlips::isBusy() const {
    return m_waiting || !m_solver.idle() || !m_setter.idle();
}

void WhyFlips::clear() {
    m_rest->stop();
    m_waiting = false;
    m_solver.discard();
    m_view = nullptr;
    m_queries = nullptr;
    for (FlipAxisView* axis : m_axes) axis->hide();
    m_title->hide();
    m_hint->hide();
    m_saving->hide();
}

/// What is shown is of other settings until it has been solved again.
void WhyFlips::pend() {
    for (FlipAxisView* axis : m_axes) {
        FlipAxisView::Content content = axis->content();
        content.pending = true;
        content.pills.clear();
        axis->setContent(std::move(content));
    }
}

void WhyFlips::showQuery(const std::shared_ptr<const SolveView>& view, std::uint32_t query,
                         bool priced) {
    const bool same = m_view && !m_queries && m_query == query &&
                      m_view->experiment == view->experiment &&
                      m_view->assignment == view->assignment;
    if (same && m_view->scenario == view->scenario) return;
    const bool goesOn = m_view && !m_queries && m_query == query &&
                        m_view->experiment->models == view->experiment->models;
    m_view = view;
    m_query = query;
    m_queries = nullptr;
    m_title->setText(tr("Where it would go elsewhere"));
    m_title->show();
    m_hint->show();
    m_saving->hide();
    const QString note = priced ? QString() : tr("needs the dual optimizer's prices");
    for (const FlipAxis axis : kSolved) {
        FlipAxisView* shown = m_axes[std::size_t(axis)];
        shown->show();
        // The line before stays until the new one is there, so that nothing flickers in a drag.
        if (goesOn && priced && !shown->content().segments.empty()) continue;
        shown->setContent(axisOf(*view, axis, nullptr, note, isDark(*this)));
    }
    m_axes[0]->show();
    if (!priced) {
        m_axes[0]->setContent(axisOf(*view, FlipAxis::QualityPrice, nullptr, note, isDark(*this)));
        m_rest->stop();
        m_waiting = false;
        m_solver.discard();
        return;
    }
    pend();
    const FlipLine line = qualityPriceFlips(*view, query);
    showLine(view, line);
    wait();
}

void WhyFlips::showQueries(const std::shared_ptr<const SolveView>& view,
                           std::shared_ptr<const QueryList> queries) {
    if (m_view == view && m_queries == queries) return;
    m_view = view;
    m_queries = std::move(queries);
    m_title->setText(tr("Where they would go elsewhere"));
    m_title->show();
    m_hint->hide();
    m_axes[std::size_t(FlipAxis::QualityPrice)]->hide();
    m_axes[std::size_t(FlipAxis::Price)]->hide();
    for (const FlipAxis axis : {FlipAxis::Constraint, FlipAxis::Capacity}) {
        m_axes[std::size_t(axis)]->show();
        m_axes[std::size_t(axis)]->setContent(
            axisOf(*view, axis, static_cast<const MovedLine*>(nullptr), m_queries->size()));
    }
    m_saving->setVisible(view->constraints.mode == RoutingMode::CostUnderFloor);
    m_saving->setText(tr("Solving two points below the floor…"));
    wait();
}

/// A scan beside a hand that drags would take the processor from what it drags.
void WhyFlips::wait() {
    m_solver.discard();
    m_waiting = true;
    m_rest->start();
}

void WhyFlips::start() {
    if (!m_view) return;
    if (QGuiApplication::mouseButtons() != Qt::NoButton) {
        m_rest->start();
        return;
    }
    m_queries ? submitQueries() : submitQuery();
    m_waiting = false;
}

void WhyFlips::submitQuery() {
    m_solver.submit(
        [this, engine = m_engine, view = m_view, query = m_query](const Worker::Context& context) {
            for (const FlipAxis axis : kSolved) {
                FlipLine line = engine->along(*view, query, axis, context.job);
                context.show([this, view, line = std::move(line)] { showLine(view, line); });
            }
        },
        Worker::Running::Stop);
}

void WhyFlips::submitQueries() {
    m_solver.submit(
        [this, engine = m_engine, view = m_view,
         queries = m_queries](const Worker::Context& context) {
            if (view->constraints.mode == RoutingMode::CostUnderFloor) {
                const AtFloor lower =
                    costAtFloor(*view, view->constraints.qualityFloor - kTwoPoints, context.job);
                context.show([this, view, lower] {
                    const double saved = view->chosen.cost - lower.cost;
                    m_saving->setText(
                        std::isnan(saved)
                            ? tr("At a floor two points lower there is no routing either.")
                            : tr("At a floor two points lower, %1, the batch saves %2 (solved "
                                 "again).")
                                  .arg(percent(lower.floor), usd(saved)));
                });
            }
            for (const FlipAxis axis : {FlipAxis::Constraint, FlipAxis::Capacity}) {
                MovedLine line = engine->movedAlong(*view, *queries, axis, context.job);
                context.show([this, view, queries, axis, line = std::move(line)] {
                    m_axes[std::size_t(axis)]->setContent(
                        axisOf(*view, axis, &line, queries->size()));
                });
            }
        },
        Worker::Running::Stop);
}

void WhyFlips::showLine(const std::shared_ptr<const SolveView>& view, const FlipLine& line) {
    m_subject[std::size_t(line.axis)] = line.subject;
    m_axes[std::size_t(line.axis)]->setContent(
        axisOf(*view, line.axis, &line, QString(), isDark(*this)));
}

void WhyFlips::set(FlipAxis axis, double target) {
    if (!m_view) return;
    if (axis == FlipAxis::QualityPrice) {
        setPrice(target);
        return;
    }
    const std::int32_t subject = m_subject[std::size_t(axis)];
    const std::string name = subject < 0 ? "" : m_view->experiment->models[std::size_t(subject)];
    m_session.edit(scenarioAt(m_session.scenario(), axis, name, target), tr("step to a change"));
}

void WhyFlips::setPrice(double price) {
    const bool up = price > m_view->certificate->qualityPrice;
    m_setter.submit([this, view = m_view, price, up](const Worker::Context& context) {
        const double constraint = constraintAt(*view, price);
        context.show([this, constraint, up] {
            m_session.edit(scenarioAtConstraint(m_session.scenario(), constraint, up),
                           tr("step to a change"));
        });
    });
}

}  // namespace orl
