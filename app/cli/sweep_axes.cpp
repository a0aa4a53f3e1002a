#include "app/cli/sweep_axes.h"

#include <fmt/format.h>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/support/error.h"

namespace orl::cli {

namespace {

[[noreturn]] void refuseRange(const std::string& option, const Error& e) {
    throw UsageError(fmt::format("{}: {}: {}. {}", option, e.where(), e.problem(), e.remedy()));
}

}  // namespace

std::vector<double> rangeValues(const std::string& range, const std::string& option) {
    try {
        const AxisRange read = axisRangeOf(range);
        std::vector<double> values = valuesOf(read);
        if (values.back() < read.high) {
            note(fmt::format("{} {}: no step ends at {:g}; the last value is {:g}", option, range,
                             read.high, values.back()));
        }
        return values;
    } catch (const Error& e) {
        refuseRange(option, e);
    }
}

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
                                "input-price:NAME, output-price:NAME, second-price, seconds-cap, "
                                "volume, rate, concurrency or concurrency:NAME, not {}",
                                option, name));
    }
    SweepAxis axis;
    axis.kind = *kind;
    if (withModel) axis.model = name.substr(colon + 1);
    axis.values = rangeValues(range, option);
    try {
        checkValues(axis);
    } catch (const Error& e) {
        refuseRange(option, e);
    }
    return axis;
}

}  // namespace orl::cli
