#include "ui/pages/duals/hand_work.h"

namespace orl {

namespace {

constexpr std::size_t kHeldPoints = 121;

void addHeld(const HandQuestion& asked, const Job& job, HandView& view) {
    const std::vector<double>& price = asked.state.prices.capacityPrice;
    view.heldCurve = asked.heldCurve;
    if (!view.heldCurve || view.heldCurve->capacityPrice != price) {
        view.heldCurve = std::make_shared<const HeldCurve>(
            traceHeld(*asked.engine, price, asked.curve->highest, kHeldPoints, job));
    }
    const PricePath path{{0.0, price}, {asked.curve->highest, price}};
    view.strips.reserve(asked.queries.size());
    for (const std::uint32_t query : asked.queries) {
        view.strips.push_back({query, bandsAlong(*asked.engine->batch(), path, query)});
    }
}

}  // namespace

HandFound foundAt(const HandQuestion& asked, const Job& job) {
    HandFound found;
    found.view.state = asked.state;
    if (asked.state.follows) {
        found.view.state.prices = pricesAt(asked.curve->path(), asked.state.prices.qualityPrice);
    } else {
        addHeld(asked, job, found.view);
    }
    found.view.answer = asked.engine->at(found.view.state.prices);
    if (asked.optimal) {
        HeldAnswer optimal;
        const std::vector<double> start =
            pricesAt(asked.curve->path(), *asked.optimal).capacityPrice;
        if (asked.engine->following(*asked.optimal, start, job.stop, optimal)) {
            found.optimal = std::move(optimal);
        }
    }
    return found;
}

}  // namespace orl
