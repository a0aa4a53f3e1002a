#include "app/cli/sweep_axes.h"

#include <fmt/format.h>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "core/support/error.h"

namespace orl::cli {

SweepAxis sweepAxisOf(const std::string& text, const std::string& option) {
    const auto [name, range] = nameAndValue(text, option.c_str());
    const auto colon = name.find(':');
    const bool withModel = colon != std::string::npos && colon + 1 < name.size();
    const std::string word = name.substr(0, colon);
    const auto kind = axisKindOf(word, withModel);
    if (!kind) {
        const bool other = axisKindOf(word, !withModel).has_value();
        throw UsageError(
            other ? fmt::format("{}: {} {}", option, word,
                                withModel ? "is of no model: write " + word + "=LO:HI:STEP"
                                          : "is of one model: write " + word + ":NAME=LO:HI:STEP")
                  : fmt::format("{}: sweep alpha, capacity, capacity:NAME, budget, price:NAME, "
                                "input-price:NAME, output-price:NAME, second-price, seconds-cap or "
                                "volume, not {}",
                                option, name));
    }
    SweepAxis axis;
    axis.kind = *kind;
    if (withModel) axis.model = name.substr(colon + 1);
    try {
        axis.values = valuesOf(axisRangeOf(range));
        checkValues(axis);
    } catch (const Error& e) {
        throw UsageError(fmt::format("{}: {}: {}. {}", option, e.where(), e.problem(), e.remedy()));
    }
    return axis;
}

}  // namespace orl::cli
