#include "core/lab/price_envelope.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {

std::vector<EnvelopePart> lowerEnvelope(const std::vector<PriceLine>& lines) {
    const auto better = [](const PriceLine& a, const PriceLine& b) {
        if (a.base != b.base) return a.base < b.base;
        if (a.quality != b.quality) return a.quality > b.quality;
        return a.model < b.model;
    };
    const PriceLine* at = &*std::ranges::min_element(lines, better);
    std::vector<EnvelopePart> parts{{0.0, at->model}};
    while (true) {
        const PriceLine* next = nullptr;
        double first = std::numeric_limits<double>::infinity();
        for (const PriceLine& line : lines) {
            if (line.quality <= at->quality) continue;
            const double meets = (line.base - at->base) / (line.quality - at->quality);
            if (meets > first || (meets == first && next && line.quality <= next->quality))
                continue;
            first = meets;
            next = &line;
        }
        if (!next || !std::isfinite(first)) return parts;
        parts.push_back({first, next->model});
        at = next;
    }
}

}  // namespace orl
