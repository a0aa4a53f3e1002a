#include "core/lab/mapping.h"

#include "core/lab/settings.h"

namespace orl {

bool sameMap(const Prepared& one, const Prepared& other) {
    return one.data == other.data && one.rows == other.rows &&
           sameFit(one.scenario.preparation, other.scenario.preparation);
}

std::shared_ptr<const MapView> mapOf(const std::shared_ptr<const Prepared>& prepared,
                                     const std::shared_ptr<const MapView>& known, const Job& job) {
    if (known && sameMap(*known->prepared, *prepared)) return known;
    auto view = std::make_shared<MapView>();
    view->prepared = prepared;
    view->map = mapQueries(*prepared->predictor, *prepared->data, prepared->rows, job);
    return view;
}

void MapView::place(const Experiment& experiment, std::vector<float>& x,
                    std::vector<float>& y) const {
    const std::vector<std::size_t>& known = prepared->rows;
    x.assign(experiment.rows.size(), std::numeric_limits<float>::quiet_NaN());
    y = x;
    std::size_t at = 0;
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        while (at < known.size() && known[at] < experiment.rows[i]) ++at;
        if (at == known.size() || known[at] != experiment.rows[i] || !map.isKnown()) continue;
        x[i] = map.x[at];
        y[i] = map.y[at];
    }
}

}  // namespace orl
