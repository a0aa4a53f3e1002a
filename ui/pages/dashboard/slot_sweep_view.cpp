#include "ui/pages/dashboard/slot_sweep_view.h"

#include <QLocale>

#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"

namespace orl {

SlotSweepData slotSweepData(const SlotSweepView& view, bool realized) {
    SlotSweepData data;
    data.realized = realized && view.inputs.experiment->hasOutcomes;
    if (view.inputs.mode == RoutingMode::CostUnderFloor) data.floor = view.inputs.floor;
    for (std::size_t r = 0; r < view.inputs.routers.size(); ++r) {
        SlotSweepData::Series series;
        series.router = QString::fromStdString(view.inputs.routers[r]);
        series.label =
            r == 0 ? SlotSweepChart::tr("Online dual") : routerTitle(view.inputs.routers[r]);
        for (const SlotSweepPoint& point : view.points) {
            const SlotFigures& figures = point.figures[r];
            series.slotCount.push_back(point.slotCount);
            series.cost.push_back(figures.costPer1000);
            series.accuracy.push_back(data.realized ? figures.realized : figures.predicted);
            series.wait.push_back(figures.waitP95);
            series.feasible.push_back(figures.keepsFloor);
        }
        data.series.push_back(std::move(series));
    }
    return data;
}

QString slotSweepNotice(const SlotSweepView& view) {
    QString load = SlotSweepChart::tr("%1 queries at random moments, %2 a second, seed %3")
                       .arg(count(std::int64_t(view.inputs.experiment->problem.queryCount())),
                            QLocale::c().toString(view.rate, 'g', 3))
                       .arg(view.inputs.seed);
    if (view.assumedService) {
        return load + SlotSweepChart::tr("; no model's speed is known: every answer takes %1 s")
                          .arg(kAssumedSeconds);
    }
    if (view.unknownSpeeds.empty()) return load;
    QStringList names;
    for (const std::size_t j : view.unknownSpeeds) {
        names << labelText(view.inputs.experiment->models[j]);
    }
    return load +
           SlotSweepChart::tr("; without %1, whose speeds are unknown").arg(names.join(", "));
}

}  // namespace orl
