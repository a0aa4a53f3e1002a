#include "core/lab/duals/strips.h"

#include <algorithm>
#include <cmath>

#include "core/support/error.h"

namespace orl {

namespace {

constexpr double kNowhere = std::numeric_limits<double>::infinity();
constexpr double kSame = 1e-12;  // relative: reduced costs so close are rounding

/// Reduced costs of one query at a knot; what may not be chosen is infinite.
void reducedAt(const DualBatch& batch, std::size_t query, const HeldPrices& at,
               std::vector<double>& costs) {
    for (std::size_t j = 0; j < costs.size(); ++j) {
        costs[j] = batch.allowed(query, j) ? batch.reduced(query, j, at) : kNowhere;
    }
}

/// Least at the left end; of equals the one that is less at the right end.
std::size_t winnerAt(const std::vector<double>& here, const std::vector<double>& there) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < here.size(); ++j) {
        if (here[j] < here[best] || (here[j] == here[best] && there[j] < there[best])) best = j;
    }
    return best;
}

class BandBuilder {
  public:
    BandBuilder(const DualBatch& batch, const PricePath& path, std::size_t query)
        : m_path(path), m_left(batch.models()), m_right(batch.models()) {
        reducedAt(batch, query, path.front(), m_right);
        for (std::size_t k = 1; k < path.size(); ++k) {
            std::swap(m_left, m_right);
            reducedAt(batch, query, path[k], m_right);
            walk(k);
        }
        if (path.size() == 1) {
            const auto model = static_cast<std::int32_t>(winnerAt(m_right, m_right));
            const double at = path.front().qualityPrice;
            m_bands.push_back({at, at, model, -1});
        }
    }

    std::vector<PriceBand> take() { return std::move(m_bands); }

  private:
    /// Between two knots every model's reduced cost is straight.
    void walk(std::size_t knot) {
        const double from = m_path[knot - 1].qualityPrice;
        const double to = m_path[knot].qualityPrice;
        std::size_t model = winnerAt(m_left, m_right);
        double share = 0.0;
        while (true) {
            // Whoever is least at both ends is so between them.
            double first = 1.0;
            std::size_t next = model;
            for (std::size_t j = 0; j < m_left.size(); ++j) {
                if (!(m_right[j] < m_right[model]) || m_left[j] == kNowhere) continue;
                const double behind = m_left[j] - m_left[model];
                const double gained = m_right[model] - m_right[j] + behind;
                const double meets = gained > 0.0 ? std::max(share, behind / gained) : share;
                if (meets < first || (meets == first && m_right[j] < m_right[next])) {
                    first = meets;
                    next = j;
                }
            }
            add(std::lerp(from, to, share), next == model ? to : std::lerp(from, to, first), model);
            if (next == model) return;
            share = first;
            model = next;
        }
    }

    void add(double from, double to, std::size_t model) {
        if (!(to > from)) return;
        const auto winner = static_cast<std::int32_t>(model);
        const std::int32_t tied = tiedWith(model);
        if (!m_bands.empty() && m_bands.back().model == winner && m_bands.back().tied == tied) {
            m_bands.back().to = to;
            return;
        }
        m_bands.push_back({from, to, winner, tied});
    }

    std::int32_t tiedWith(std::size_t model) const {
        const double size = std::abs(m_left[model]) + std::abs(m_right[model]);
        for (std::size_t j = 0; j < m_left.size(); ++j) {
            if (j == model || m_left[j] == kNowhere) continue;
            if (std::abs(m_left[j] - m_left[model]) + std::abs(m_right[j] - m_right[model]) <=
                kSame * size) {
                return static_cast<std::int32_t>(j);
            }
        }
        return -1;
    }

    const PricePath& m_path;
    std::vector<double> m_left;
    std::vector<double> m_right;
    std::vector<PriceBand> m_bands;
};

double lastFlip(const std::vector<PriceBand>& bands) {
    return bands.size() > 1 ? bands.back().from : -1.0;
}

double nearestFlip(const std::vector<PriceBand>& bands, double at) {
    double nearest = kNowhere;
    for (std::size_t k = 1; k < bands.size(); ++k) {
        nearest = std::min(nearest, std::abs(bands[k].from - at));
    }
    return nearest;
}

/// What it is sorted by, and the query.
using Candidate = std::pair<double, std::uint32_t>;

/// That many of the sorted ones, evenly.
std::vector<std::uint32_t> spread(const std::vector<Candidate>& sorted, std::size_t most) {
    std::vector<std::uint32_t> chosen;
    const std::size_t count = std::min(most, sorted.size());
    chosen.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t at = (2 * k + 1) * sorted.size() / (2 * count);
        chosen.push_back(sorted[at].second);
    }
    return chosen;
}

}  // namespace

std::vector<PriceBand> bandsAlong(const DualBatch& batch, const PricePath& path,
                                  std::size_t query) {
    return BandBuilder(batch, path, query).take();
}

std::vector<std::size_t> byReducedCost(const DualBatch& batch, std::size_t query,
                                       const HeldPrices& at) {
    std::vector<std::size_t> order;
    order.reserve(batch.models());
    for (std::size_t j = 0; j < batch.models(); ++j) {
        if (batch.allowed(query, j)) order.push_back(j);
    }
    std::ranges::stable_sort(order, {},
                             [&](std::size_t model) { return batch.reduced(query, model, at); });
    return order;
}

PriceStrips chooseStrips(const DualBatch& batch, const PricePath& path, StripOrder order, double at,
                         double mark, std::span<const std::uint32_t> selection, std::size_t most,
                         const std::stop_token& stop) {
    PriceStrips made;
    std::vector<Candidate> flipping;
    std::vector<std::uint32_t> resting;
    for (std::size_t i = 0; i < batch.queries(); ++i) {
        if (i % 64 == 0 && stop.stop_requested()) throw Cancelled();
        const std::vector<PriceBand> bands = bandsAlong(batch, path, i);
        const auto query = static_cast<std::uint32_t>(i);
        if (bands.size() < 2) {
            if (resting.size() < most) resting.push_back(query);
            continue;
        }
        made.flippingUpTo += bands[1].from <= mark ? 1 : 0;
        flipping.emplace_back(
            order == StripOrder::Nearest ? nearestFlip(bands, at) : lastFlip(bands), query);
    }
    made.flipping = flipping.size();
    std::ranges::sort(flipping);
    std::vector<std::uint32_t> chosen;
    if (order == StripOrder::Selection) {
        chosen.assign(selection.begin(), selection.begin() + static_cast<std::ptrdiff_t>(
                                                                 std::min(most, selection.size())));
    } else if (order == StripOrder::Nearest) {
        flipping.resize(std::min(most, flipping.size()));
        chosen = spread(flipping, most);
    } else {
        chosen = spread(flipping, most);
    }
    if (order != StripOrder::Selection) {
        const std::size_t room = std::min(resting.size(), most - chosen.size());
        chosen.insert(chosen.end(), resting.begin(),
                      resting.begin() + static_cast<std::ptrdiff_t>(room));
    }
    made.strips.reserve(chosen.size());
    for (const std::uint32_t query : chosen) {
        made.strips.push_back({query, bandsAlong(batch, path, query)});
    }
    std::ranges::stable_sort(made.strips, {},
                             [](const PriceStrip& strip) { return lastFlip(strip.bands); });
    return made;
}

}  // namespace orl
