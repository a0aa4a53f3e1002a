#include "ui/pages/queries/map_panel.h"

#include <QComboBox>
#include <QStandardItemModel>
#include <algorithm>
#include <cmath>
#include <iterator>

#include "ui/results/query_text.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

QueryMapPanel::QueryMapPanel(Session& session, QWidget* parent)
    : QueryMapChart(parent), m_session(session), m_by(new QComboBox) {
    for (int by = 0; by < kMapColourings; ++by) m_by->addItem(titleOf(MapColouring(by)));
    m_by->setAccessibleName(tr("Colour by"));
    m_by->setToolTip(tr("By what the points are coloured"));
    addHeaderWidget(m_by);
    setHoverText([this](std::size_t query) { return hoverLines(query); });
    connect(m_by, &QComboBox::currentIndexChanged, this, &QueryMapPanel::recolour);
    connect(&session, &Session::solvedChanged, this, &QueryMapPanel::follow);
    connect(&session, &Session::pinChanged, this, &QueryMapPanel::follow);
    connect(&session, &Session::selectionChanged, this, &QueryMapPanel::followSelection);
    connect(&session, &Session::currentRowChanged, this, &QueryMapPanel::followSelection);
    connect(this, &QueryMapChart::lassoed, this, &QueryMapPanel::take);
    connect(this, &QueryMapChart::pointChosen, this, [this](std::size_t query) {
        if (m_fields) m_session.setCurrentRow(m_fields->solve().experiment->rows[query]);
    });
    connect(&m_mapper, &Worker::failed, this, [this](const Error& error) {
        setEmptyText(sentence(error));
        setPlaces(nullptr);
        setStatus({});
    });
    follow();
}

void QueryMapPanel::setColouring(MapColouring by) {
    m_by->setCurrentIndex(int(by));
}

void QueryMapPanel::showEvent(QShowEvent* event) {
    QueryMapChart::showEvent(event);
    if (m_waiting) follow();
}

void QueryMapPanel::changeEvent(QEvent* event) {
    QueryMapChart::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_fields) recolour();
}

void QueryMapPanel::follow() {
    const auto& solved = m_session.solved();
    const auto& from = m_session.solvedFrom();
    m_waiting = !isVisible();
    if (!solved || !from) {
        m_mapper.discard();
        m_fields.reset();
        m_placed.reset();
        setEmptyText(tr("Nothing is routed yet."));
        setPlaces(nullptr);
        setStatus({});
        return;
    }
    if (m_waiting) return;
    const auto& pin = m_session.pinned();
    m_fields = std::make_shared<const QueryFields>(from, solved, pin ? pin->solve : nullptr,
                                                   std::string());
    requestPlaces();
    showChoices();
    recolour();
    followSelection();
}

/// Asks for places where those that are shown are not of these queries.
void QueryMapPanel::requestPlaces() {
    const auto& from = m_session.solvedFrom();
    const auto& experiment = m_session.solved()->experiment;
    const bool sameFit = m_placed && sameMap(*m_placed->map->prepared, *from);
    const bool sameRows = sameFit && m_placed->experiment->rows == experiment->rows;
    if (sameRows) {
        m_mapper.discard();
        setStatus({});
        return;
    }
    // A map of other queries, or laid out by another fit, would be a wrong one.
    setEmptyText(tr("The queries are being laid out…"));
    setPlaces(nullptr);
    m_mapper.submit(
        [this, from, experiment,
         known = m_placed ? m_placed->map : nullptr](const Worker::Context& context) {
            Placed placed{mapOf(from, known, context.job), experiment, nullptr};
            if (placed.map->map.isKnown()) {
                std::vector<float> x;
                std::vector<float> y;
                placed.map->place(*experiment, x, y);
                placed.places = std::make_shared<const MapPlaces>(std::move(x), std::move(y));
            }
            context.show([this, placed = std::move(placed)] {
                m_placed = placed;
                const QueryMap& map = placed.map->map;
                if (!map.isKnown()) setEmptyText(QString::fromStdString(map.explanation));
                setPlaces(placed.places);
                followSelection();
            });
        },
        Worker::Running::Stop);
}

/// What cannot be shown says why.
void QueryMapPanel::showChoices() {
    auto* items = qobject_cast<QStandardItemModel*>(m_by->model());
    for (int by = 0; by < kMapColourings; ++by) {
        const QString why = whyNot(MapColouring(by), *m_fields);
        QStandardItem* item = items->item(by);
        item->setEnabled(why.isEmpty());
        item->setToolTip(why);
    }
}

void QueryMapPanel::recolour() {
    if (!m_fields || !m_session.prepared()) return;
    const auto wanted = MapColouring(m_by->currentIndex());
    const QString why = whyNot(wanted, *m_fields);
    m_shown = why.isEmpty() ? wanted : MapColouring::Chosen;
    m_by->setToolTip(why.isEmpty() ? tr("By what the points are coloured")
                                   : tr("%1: coloured by the chosen model").arg(why));
    setColours(coloursOf(m_shown, *m_fields, theme()));
}

void QueryMapPanel::followSelection() {
    const auto& queries = m_session.selecting().queries();
    setSelected(queries ? std::span<const std::uint32_t>(*queries)
                        : std::span<const std::uint32_t>());
    const auto current = m_session.selecting().currentQuery();
    setCurrent(current ? std::optional<std::size_t>(*current) : std::nullopt);
}

void QueryMapPanel::take(const std::vector<std::uint32_t>& queries, LassoMode mode) {
    if (!m_fields) return;
    const Experiment& experiment = *m_fields->solve().experiment;
    std::vector<std::size_t> rows = rowsOf(experiment, queries);
    const auto& before = m_session.selection();
    std::vector<std::size_t> result;
    if (before && mode == LassoMode::Add) {
        std::ranges::set_union(before->rows, rows, std::back_inserter(result));
    } else if (before && mode == LassoMode::Remove) {
        std::ranges::set_difference(before->rows, rows, std::back_inserter(result));
    } else if (mode != LassoMode::Remove) {
        result = std::move(rows);
    }
    m_session.select(std::move(result), tr("lasso on the map"));
}

std::vector<PlotView::HoverLine> QueryMapPanel::hoverLines(std::size_t query) const {
    constexpr int kCharacters = 44;
    if (!m_fields || query >= m_fields->size()) return {};
    const SolveView& solve = m_fields->solve();
    const Experiment& experiment = *solve.experiment;
    const auto& from = *m_session.solvedFrom();
    const Query& asked = m_fields->query(query);
    static const SharedPrefixes none;
    std::vector<PlotView::HoverLine> lines;
    const QString text =
        oneLine(asked.text, from.beginnings ? *from.beginnings : none, kCharacters);
    lines.push_back({text.isEmpty() ? tr("(no text)") : text, {}});
    const auto nameOf = [&](std::int32_t model) {
        return labelText(experiment.models[std::size_t(model)]);
    };
    const std::int32_t chosen = m_fields->chosen(query);
    if (chosen < 0) {
        lines.push_back({tr("not served"), {}});
    } else {
        const double cost = m_fields->number(QueryField::PredictedCost, query) * 1000.0;
        lines.push_back(
            {tr("%1 %2 %3/1,000")
                 .arg(nameOf(chosen),
                      percent(m_fields->number(QueryField::PredictedQuality, query)), usd(cost)),
             modelColor(chosen, theme().dark)});
        const ReducedCosts costs(solve);
        std::int32_t next = -1;
        for (std::size_t j = 0; costs.known() && j < experiment.models.size(); ++j) {
            const double cost_ = costs.of(query, j);
            if (std::int32_t(j) == chosen || !std::isfinite(cost_)) continue;
            if (next < 0 || cost_ < costs.of(query, std::size_t(next))) next = std::int32_t(j);
        }
        if (next >= 0) {
            const double behind = costs.margin(query) * 1000.0;
            lines.push_back({behind < 0.0
                                 ? tr("tie with %1, settled by a constraint").arg(nameOf(next))
                                 : tr("next: %1, %2 behind").arg(nameOf(next), usd(behind)),
                             {}});
        }
    }
    QStringList about;
    if (!asked.task.empty()) about << labelText(asked.task);
    about << tr("level %1")
                 .arg(labelText(experiment.levelNames[std::size_t(experiment.level[query])]));
    const std::int32_t before = m_fields->pinned(query);
    if (before >= 0 && before != chosen) {
        about << tr("was %1 at %2").arg(nameOf(before), m_session.pinned()->name);
    }
    lines.push_back({about.join(QStringLiteral(" · ")), {}});
    return lines;
}

}  // namespace orl
