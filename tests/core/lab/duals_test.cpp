#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/lab/duals/curve.h"
#include "core/lab/duals/limit_worth.h"
#include "core/lab/duals/strips.h"
#include "core/support/error.h"
#include "routed_support.h"

/// Oracles: the formulas as they stand, over all pairs; finite differences; enumeration of all
/// routings; solving again.
namespace orl::testing {
namespace {

ConstraintSettings budgetOf(double per1000, double capacity = 1.0) {
    ConstraintSettings settings = floorOf(0.5, capacity);
    settings.mode = RoutingMode::QualityUnderBudget;
    settings.budgetPer1000 = per1000;
    return settings;
}

HeldPrices somePrices(std::size_t models, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    HeldPrices prices;
    prices.qualityPrice = 0.02 * unit(random);
    for (std::size_t j = 0; j < models; ++j) prices.capacityPrice.push_back(0.002 * unit(random));
    return prices;
}

/// Σ min − Σ Lμ as it stands.
double valueByHand(const DualBatch& batch, const HeldPrices& at) {
    double value = batch.hasGroupPrices() ? kMissing : 0.0;
    for (std::size_t i = 0; i < batch.queries(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < batch.models(); ++j) {
            if (!batch.allowed(i, j)) continue;
            least = std::min(least, batch.cost(i, j) - at.qualityPrice * batch.quality(i, j) +
                                        at.capacityPrice[j]);
        }
        value += least;
    }
    for (std::size_t j = 0; j < batch.models(); ++j) {
        value -= at.capacityPrice[j] * double(batch.capacity()[j]);
    }
    return value;
}

std::shared_ptr<const PriceCurve> curveOf(DualEngine& engine, double highest) {
    std::shared_ptr<const PriceCurve> last;
    tracePrices(engine, highest, {}, {},
                [&](std::shared_ptr<const PriceCurve> curve) { last = std::move(curve); });
    return last;
}

/// The best that prices alone prove, without the search that the optimizer adds: USD, or Σ a.
double bestOfPrices(const SolveView& view) {
    SolveOptions options;
    options.proofQueries = 0;
    options.budget.proofStates = 0;
    const SolveResult result =
        DualOptimizer(view.experiment->problem).solve(view.constraints, options);
    const bool floor = view.constraints.mode == RoutingMode::CostUnderFloor;
    return result.bound * (floor ? 1.0 : double(view.experiment->problem.queryCount()));
}

TEST(Duals, valueWinnersAndSupergradientAreTheFormulas) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto view = routed(randomProblem(37, 4, seed, seed % 2 == 0), floorOf(0.7, 0.5));
        const auto batch = std::make_shared<const DualBatch>(*view);
        DualEngine engine(batch);
        const HeldPrices at = somePrices(4, seed);
        const HeldAnswer answer = engine.at(at);
        EXPECT_NEAR(answer.value, valueByHand(*batch, at), 1e-12);
        double cost = 0.0;
        double quality = 0.0;
        std::vector<std::int64_t> load(4, 0);
        for (std::size_t i = 0; i < batch->queries(); ++i) {
            const auto j = std::size_t(answer.winners[i]);
            EXPECT_EQ(j, byReducedCost(*batch, i, at).front());
            cost += batch->cost(i, j);
            quality += batch->quality(i, j);
            ++load[j];
        }
        EXPECT_NEAR(answer.cost, cost, 1e-12);
        EXPECT_NEAR(answer.quality, quality, 1e-10);
        EXPECT_EQ(answer.load, load);
    }
}

TEST(Duals, slopesAreFiniteDifferences) {
    for (const bool floor : {true, false}) {
        for (unsigned seed = 1; seed <= 12; ++seed) {
            const auto view =
                routed(randomProblem(30, 3, seed), floor ? floorOf(0.75, 0.6) : budgetOf(1.5, 0.6));
            const auto batch = std::make_shared<const DualBatch>(*view);
            DualEngine engine(batch);
            const DualGoal goal = goalOf(*view);
            HeldPrices at = somePrices(3, seed);
            const HeldAnswer here = engine.at(at);
            const auto boundAt = [&](const HeldPrices& prices) {
                return goal.bound(prices.qualityPrice, engine.at(prices).value);
            };
            const double step = 1e-9;
            HeldPrices more = at;
            more.qualityPrice += step;
            HeldPrices less = at;
            less.qualityPrice -= step;
            EXPECT_NEAR((boundAt(more) - boundAt(less)) / (2 * step), goal.slope(here),
                        1e-4 * (1.0 + std::abs(goal.slope(here))));
            for (std::size_t j = 0; j < 3; ++j) {
                HeldPrices dearer = at;
                dearer.capacityPrice[j] += step;
                const double over = double(here.load[j] - batch->capacity()[j]);
                const double slope = floor ? over : -over / at.qualityPrice;
                EXPECT_NEAR((boundAt(dearer) - boundAt(at)) / step, slope,
                            1e-4 * (1.0 + std::abs(slope)));
            }
        }
    }
}

/// Every feasible routing of a small instance, by counting through all of them.
struct Enumerated {
    double least = std::numeric_limits<double>::infinity();      ///< cost under the floor
    double greatest = -std::numeric_limits<double>::infinity();  ///< Σ a under the budget
};
Enumerated enumerate(const SolveView& view) {
    const RoutingProblem& problem = view.experiment->problem;
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    Enumerated found;
    Assignment routing(queries, 0);
    while (true) {
        bool allowed = true;
        for (std::size_t i = 0; i < queries; ++i)
            allowed = allowed && problem.allowed(i, std::size_t(routing[i]));
        if (allowed && verify(problem, view.constraints, routing).feasible) {
            const PlanTotals totals = totalsOf(problem, routing);
            found.least = std::min(found.least, totals.cost);
            found.greatest = std::max(found.greatest, totals.quality * double(queries));
        }
        std::size_t i = 0;
        while (i < queries && std::size_t(++routing[i]) == models) routing[i++] = 0;
        if (i == queries) return found;
    }
}

TEST(Duals, everyPriceBoundsEveryRouting) {
    for (const bool floor : {true, false}) {
        for (unsigned seed = 1; seed <= 12; ++seed) {
            const auto view = routed(randomProblem(6, 3, seed, true),
                                     floor ? floorOf(0.7, 0.5) : budgetOf(2.0, 0.5));
            const Enumerated all = enumerate(*view);
            const auto batch = std::make_shared<const DualBatch>(*view);
            DualEngine engine(batch);
            const DualGoal goal = goalOf(*view);
            for (unsigned k = 0; k < 30; ++k) {
                const HeldPrices at = somePrices(3, 100 * seed + k);
                const double bound = goal.bound(at.qualityPrice, engine.at(at).value);
                if (floor) {
                    EXPECT_LE(bound, all.least + 1e-12);
                } else {
                    EXPECT_GE(bound, all.greatest - 1e-12);
                }
            }
        }
    }
}

TEST(Duals, slotsThatFollowHaveTheirBestPrices) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const auto view = routed(randomProblem(40, 4, seed, seed % 2 == 0), floorOf(0.7, 0.3));
        const auto batch = std::make_shared<const DualBatch>(*view);
        DualEngine engine(batch);
        for (const double price : {0.0, 0.001, 0.004, 0.02}) {
            HeldAnswer best;
            ASSERT_TRUE(engine.following(price, {}, {}, best));
            EXPECT_EQ(best.prices.qualityPrice, price);
            for (std::size_t j = 0; j < 4; ++j) EXPECT_LE(best.load[j], batch->capacity()[j]);
            // Strong duality: the prices and the routing agree …
            EXPECT_NEAR(best.value, valueByHand(*batch, best.prices), 1e-10);
            // … so no other prices do better.
            for (unsigned k = 0; k < 20; ++k) {
                HeldPrices other = somePrices(4, 1000 * seed + k);
                other.qualityPrice = price;
                EXPECT_LE(valueByHand(*batch, other), best.value + 1e-10);
            }
        }
    }
}

TEST(Duals, theCurveIsConcaveTouchesTheOptimumAndIsAsExactAsItSays) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        const auto view = routed(randomProblem(60, 4, seed), floorOf(0.75, 0.4));
        const auto batch = std::make_shared<const DualBatch>(*view);
        DualEngine engine(batch);
        const double optimal = view->certificate->qualityPrice;
        const double highest = rangeFor(engine, optimal);
        EXPECT_GE(highest, 1.5 * optimal);
        const auto curve = curveOf(engine, highest);
        ASSERT_TRUE(curve && curve->complete);
        for (std::size_t k = 1; k < curve->points.size(); ++k) {
            EXPECT_GT(curve->points[k].prices.qualityPrice,
                      curve->points[k - 1].prices.qualityPrice);
            EXPECT_GE(curve->points[k].quality, curve->points[k - 1].quality - 1e-9);
        }
        EXPECT_NEAR(curve->points.back().quality / 60.0, view->reach.maxQuality, 1e-9);
        const DualGoal goal = goalOf(*view);
        double peak = 0.0;
        for (int k = 0; k <= 200; ++k) {
            const double price = highest * k / 200.0;
            HeldAnswer exact;
            ASSERT_TRUE(engine.following(price, {}, {}, exact));
            EXPECT_LE(curve->valueAt(price), exact.value + 1e-10);
            EXPECT_GE(curve->valueAt(price), exact.value - curve->error - 1e-10);
            peak = std::max(peak, goal.bound(price, exact.value));
            // What a drag shows before the exact answer: a bound, and between the two.
            const double dragged = engine.at(pricesAt(curve->path(), price)).value;
            EXPECT_LE(dragged, exact.value + 1e-10);
        }
        const double best = bestOfPrices(*view);
        EXPECT_LE(peak, best + 1e-9);
        HeldAnswer atOptimal;
        ASSERT_TRUE(engine.following(optimal, {}, {}, atOptimal));
        EXPECT_NEAR(goal.bound(optimal, atOptimal.value), best, 1e-9);
    }
}

TEST(Duals, bandsAreTheWinnersAtEveryPrice) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const auto problem =
            seed % 2 == 0 ? tiedProblem(25, 5, seed) : randomProblem(25, 5, seed, true);
        const auto view = routed(problem, floorOf(0.6, 0.4));
        const auto batch = std::make_shared<const DualBatch>(*view);
        DualEngine engine(batch);
        const double highest = 0.03;
        const auto curve = curveOf(engine, highest);
        ASSERT_TRUE(curve);
        const HeldPrices held = somePrices(5, seed);
        const PricePath fixed{{0.0, held.capacityPrice}, {highest, held.capacityPrice}};
        for (const PricePath& path : {curve->path(), fixed}) {
            for (std::size_t i = 0; i < batch->queries(); ++i) {
                const auto bands = bandsAlong(*batch, path, i);
                ASSERT_FALSE(bands.empty());
                EXPECT_EQ(bands.front().from, 0.0);
                EXPECT_EQ(bands.back().to, path.back().qualityPrice);
                for (std::size_t k = 0; k < bands.size(); ++k) {
                    if (k > 0) {
                        EXPECT_EQ(bands[k].from, bands[k - 1].to);
                    }
                    const double middle = (bands[k].from + bands[k].to) / 2.0;
                    const HeldPrices at = pricesAt(path, middle);
                    const double least =
                        batch->reduced(i, byReducedCost(*batch, i, at).front(), at);
                    EXPECT_NEAR(batch->reduced(i, std::size_t(bands[k].model), at), least, 1e-12);
                }
            }
        }
    }
}

TEST(Duals, modelsThatPayTheSameAreTied) {
    RoutingProblem problem(2, 3);
    for (std::size_t j = 0; j < 3; ++j) {
        problem.set(0, j, 0.001, 0.5);
        problem.set(1, j, 0.001 * double(j + 1), 0.5 + 0.1 * double(j));
    }
    const auto view = routed(problem, floorOf(0.5));
    const DualBatch batch(*view);
    const PricePath path{{0.0, {0.0, 0.0, 0.0}}, {0.1, {0.0, 0.0, 0.0}}};
    const auto tied = bandsAlong(batch, path, 0);
    ASSERT_EQ(tied.size(), 1U);
    EXPECT_EQ(tied.front(), (PriceBand{0.0, 0.1, 0, 1}));
    // Three lines through one point: the middle one wins nowhere for long.
    const auto apart = bandsAlong(batch, path, 1);
    ASSERT_EQ(apart.size(), 2U);
    EXPECT_NEAR(apart[1].from, 0.01, 1e-12);
    EXPECT_EQ(apart[1].model, 2);
    EXPECT_EQ(apart[1].tied, -1);
}

TEST(Duals, stripsAreChosenAsAsked) {
    const auto view = routed(randomProblem(300, 4, 5), floorOf(0.75, 0.5));
    const DualBatch batch(*view);
    const PricePath path{{0.0, std::vector<double>(4, 0.0)}, {0.05, std::vector<double>(4, 0.0)}};
    std::size_t flipping = 0;
    std::size_t before = 0;
    std::vector<double> distances;
    for (std::size_t i = 0; i < 300; ++i) {
        const auto bands = bandsAlong(batch, path, i);
        flipping += bands.size() > 1 ? 1 : 0;
        before += bands.size() > 1 && bands[1].from <= 0.01 ? 1 : 0;
        double nearest = 1.0;
        for (std::size_t k = 1; k < bands.size(); ++k)
            nearest = std::min(nearest, std::abs(bands[k].from - 0.004));
        distances.push_back(nearest);
    }
    const PriceStrips all = chooseStrips(batch, path, StripOrder::Spread, 0.0, 0.01, {}, 40, {});
    EXPECT_EQ(all.flipping, flipping);
    EXPECT_EQ(all.flippingUpTo, before);
    ASSERT_EQ(all.strips.size(), 40U);
    for (std::size_t k = 1; k < 40; ++k) {
        EXPECT_GE(all.strips[k].bands.back().from, all.strips[k - 1].bands.back().from);
    }
    const PriceStrips near =
        chooseStrips(batch, path, StripOrder::Nearest, 0.004, 0.01, {}, 10, {});
    std::vector<double> sorted = distances;
    std::ranges::sort(sorted);
    for (const PriceStrip& strip : near.strips) EXPECT_LE(distances[strip.query], sorted[9]);
    const std::vector<std::uint32_t> selection{3, 7, 250};
    const PriceStrips chosen =
        chooseStrips(batch, path, StripOrder::Selection, 0.0, 0.01, selection, 40, {});
    std::set<std::uint32_t> shown;
    for (const PriceStrip& strip : chosen.strips) shown.insert(strip.query);
    EXPECT_EQ(shown, (std::set<std::uint32_t>{3, 7, 250}));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(chooseStrips(batch, path, StripOrder::Spread, 0.0, 0.01, {}, 40, stop.get_token()),
                 Cancelled);
}

TEST(Duals, climbingNeverFallsWhereOnlyLambdaMoves) {
    for (const bool floor : {true, false}) {
        const auto view =
            routed(randomProblem(80, 4, 3), floor ? floorOf(0.75, 0.5) : budgetOf(1.5, 0.5));
        const auto batch = std::make_shared<const DualBatch>(*view);
        DualEngine engine(batch);
        const DualGoal goal = goalOf(*view);
        const double peak = bestOfPrices(*view);
        HeldAnswer at;
        ASSERT_TRUE(engine.following(floor ? 0.0 : 1e-4, {}, {}, at));
        double last = goal.bound(at.prices.qualityPrice, at.value);
        for (int k = 0; k < 200; ++k) {
            const HeldPrices next = climbed(*batch, goal, at, peak, 1e-4, true);
            ASSERT_TRUE(engine.following(next.qualityPrice, next.capacityPrice, {}, at));
            const double bound = goal.bound(next.qualityPrice, at.value);
            if (floor) {
                EXPECT_GE(bound, last - 1e-9);
            }
            last = bound;
        }
        EXPECT_NEAR(last, peak, 1e-3 * peak);
    }
}

TEST(Duals, heldCurvesAndMapsAreEvaluations) {
    const auto view = routed(randomProblem(30, 3, 9), floorOf(0.75, 0.5));
    const auto batch = std::make_shared<const DualBatch>(*view);
    DualEngine engine(batch);
    const HeldPrices held = somePrices(3, 4);
    const HeldCurve curve = traceHeld(engine, held.capacityPrice, 0.02, 11, {});
    ASSERT_EQ(curve.value.size(), 11U);
    EXPECT_NEAR(curve.value[5], valueByHand(*batch, {0.01, held.capacityPrice}), 1e-12);
    const PriceMap map = mapPrices(engine, held, 1, 0.02, 0.004, 5, 3, {});
    ASSERT_EQ(map.value.size(), 15U);
    HeldPrices at = held;
    at.qualityPrice = 0.015;
    at.capacityPrice[1] = 0.002;
    EXPECT_NEAR(map.value[5 + 3], valueByHand(*batch, at), 1e-12);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(mapPrices(engine, held, 1, 0.02, 0.004, 5, 3, {stop.get_token(), {}}), Cancelled);
}

TEST(Duals, oneQueryOneModelAndTooFewSlots) {
    RoutingProblem problem(1, 1);
    problem.set(0, 0, 0.002, 0.7);
    const auto view = routed(problem, floorOf(0.5));
    const auto batch = std::make_shared<const DualBatch>(*view);
    DualEngine engine(batch);
    const double highest = rangeFor(engine, 0.0);
    EXPECT_GT(highest, 0.0);
    const auto curve = curveOf(engine, highest);
    ASSERT_TRUE(curve);
    EXPECT_EQ(bandsAlong(*batch, curve->path(), 0).size(), 1U);

    const auto shortOf = routed(randomProblem(10, 2, 1), floorOf(0.5), [](Constraints& limits) {
        limits.capacity = {2, 3};
    });
    DualEngine none(std::make_shared<const DualBatch>(*shortOf));
    EXPECT_FALSE(curveOf(none, 0.01));
}

TEST(Duals, aTraceThatIsSupersededStillHasItsEvenPoints) {
    const auto view = routed(randomProblem(60, 4, 2), floorOf(0.75, 0.4));
    DualEngine engine(std::make_shared<const DualBatch>(*view));
    std::stop_source newer;
    newer.request_stop();
    int published = 0;
    tracePrices(engine, 0.02, {}, newer.get_token(), [&](std::shared_ptr<const PriceCurve> curve) {
        ++published;
        EXPECT_FALSE(curve->complete);
        EXPECT_GE(curve->points.size(), 33U);
    });
    EXPECT_EQ(published, 1);
    EXPECT_THROW(tracePrices(engine, 0.02, {newer.get_token(), {}}, {},
                             [](const std::shared_ptr<const PriceCurve>&) {}),
                 Cancelled);
}

TEST(Duals, aModelWithoutSlotsIsClosedAndCostsNoBound) {
    const auto view = routed(randomProblem(30, 3, 4), floorOf(0.6), [](Constraints& limits) {
        limits.capacity = {30, 0, 20};
    });
    ASSERT_TRUE(view->certificate->solved());
    const auto batch = std::make_shared<const DualBatch>(*view);
    DualEngine engine(batch);
    const auto curve = curveOf(engine, 0.02);
    ASSERT_TRUE(curve);
    const DualGoal goal = goalOf(*view);
    for (int k = 0; k <= 40; ++k) {
        const HeldPrices at = pricesAt(curve->path(), 0.0005 * k);
        const HeldAnswer answer = engine.at(at);
        ASSERT_TRUE(std::isfinite(answer.value));
        EXPECT_EQ(answer.load[1], 0);
        EXPECT_LE(goal.bound(at.qualityPrice, answer.value), view->certificate->cost + 1e-9);
    }
    for (std::size_t i = 0; i < 30; ++i) {
        for (const PriceBand& band : bandsAlong(*batch, curve->path(), i)) EXPECT_NE(band.model, 1);
    }
}

TEST(Duals, groupsArePricedAsTheOptimizerPricesThem) {
    for (const bool floor : {true, false}) {
        const auto view =
            routed(randomProblem(40, 3, 7), floor ? floorOf(0.7, 0.6) : budgetOf(2.0, 0.6),
                   [](Constraints& limits) {
                       limits.group.assign(40, 0);
                       for (std::size_t i = 20; i < 40; ++i) limits.group[i] = 1;
                       limits.groupFloor = {0.74, kMissing};
                       limits.groupNames = {"hard", "easy"};
                   });
        ASSERT_TRUE(view->certificate->solved());
        ASSERT_FALSE(view->certificate->groupPrice.empty());
        ASSERT_GT(view->certificate->groupPrice[0], 0.0);
        const auto batch = std::make_shared<const DualBatch>(*view);
        EXPECT_TRUE(batch->hasGroupPrices());
        DualEngine engine(batch);
        const double lambda = view->certificate->qualityPrice;
        HeldPrices optimal{lambda, view->certificate->capacityPrice};
        optimal.capacityPrice.resize(3, 0.0);
        const HeldAnswer answer = engine.at(optimal);
        // The optimizer's own bound, as its definition has it.
        double value = view->certificate->groupPrice[0] * 0.74 * 20.0;
        for (std::size_t i = 0; i < 40; ++i) {
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; j < 3; ++j) {
                const double price = lambda + (i < 20 ? view->certificate->groupPrice[0] : 0.0);
                least = std::min(least, batch->cost(i, j) - price * batch->quality(i, j) +
                                            optimal.capacityPrice[j]);
            }
            value += least;
        }
        for (std::size_t j = 0; j < 3; ++j)
            value -= optimal.capacityPrice[j] * double(batch->capacity()[j]);
        EXPECT_NEAR(answer.value, value, 1e-10);
        const DualGoal goal = goalOf(*view);
        if (floor && lambda > 0.0) {
            EXPECT_LE(goal.bound(lambda, answer.value), view->certificate->cost + 1e-9);
        }
        EXPECT_TRUE(batch->serves(*view));
        EXPECT_FALSE(batch->serves(*routed(randomProblem(40, 3, 7), floorOf(0.7, 0.6))));
    }
}

TEST(Duals, stepsOfLimitsAreSolvedAgain) {
    for (const bool floor : {true, false}) {
        int priced = 0;
        for (unsigned seed = 1; seed <= 4; ++seed) {
            const auto view = routed(randomProblem(200, 4, seed),
                                     floor ? floorOf(0.7, 0.26) : budgetOf(2.2, 0.26));
            ASSERT_TRUE(view->certificate->solved());
            const LimitPrices prices = limitPrices(*view, {});
            const auto steps = limitSteps(*view, prices, false);
            ASSERT_GE(steps.size(), 5U);
            EXPECT_EQ(steps[0].kind, floor ? LimitKind::Answers : LimitKind::Money);
            for (const LimitStep& step : steps) {
                const LimitCheck check = checkLimit(*view, step, {});
                priced += step.kind == LimitKind::Slots && step.priced != 0.0 ? 1 : 0;
                if (check.outcome == LimitCheck::Outcome::Infeasible) {
                    EXPECT_FALSE(check.explanation.empty());
                    continue;
                }
                // The relaxation's optimum is convex (under a budget concave): the priced change is
                // on one side of it, but for the gaps of the bounds.
                const double slack =
                    1e-6 * std::abs(view->certificate->bound) * (floor ? 1.0 : 200.0);
                if (floor) {
                    EXPECT_GE(check.relaxed, step.priced - slack);
                } else {
                    EXPECT_LE(check.relaxed, step.priced + slack);
                }
                const double size = std::max(std::abs(check.actual), std::abs(step.priced));
                if (check.outcome == LimitCheck::Outcome::Differs) {
                    EXPECT_GT(std::abs(check.actual - step.priced), 0.005 * size);
                    EXPECT_FALSE(check.explanation.empty());
                } else {
                    EXPECT_TRUE(check.explanation.empty());
                }
            }
        }
        EXPECT_GT(priced, 8);
    }
}

TEST(Duals, aStepThatCannotBeTakenSaysSo) {
    // Exactly as many slots as queries: one less and there is no routing.
    const auto view = routed(randomProblem(10, 2, 1), floorOf(0.4), [](Constraints& limits) {
        limits.capacity = {5, 5};
    });
    ASSERT_TRUE(view->certificate->solved());
    const LimitPrices prices = limitPrices(*view, {});
    bool tried = false;
    for (const LimitStep& step : limitSteps(*view, prices, true)) {
        if (step.kind != LimitKind::Slots || step.units > 0.0) continue;
        tried = true;
        EXPECT_TRUE(std::isinf(step.priced));
        EXPECT_EQ(checkLimit(*view, step, {}).outcome, LimitCheck::Outcome::Infeasible);
    }
    EXPECT_TRUE(tried);
}

}  // namespace
}  // namespace orl::testing
