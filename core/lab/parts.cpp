#include "core/lab/parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/support/error.h"

namespace orl {

namespace {

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> splitNames(const DatasetSummary& summary) {
    std::vector<std::string> names;
    for (const auto& [split, count] : summary.splits) names.push_back(split);
    return names;
}

}  // namespace

DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit) {
    const std::vector<DatasetSummary> known = workspace.datasets();
    const auto named = [&](const std::string& name) {
        return std::find_if(known.begin(), known.end(),
                            [&](const DatasetSummary& entry) { return entry.name == name; });
    };
    // A data set's own name may hold a colon, so the whole text is tried first.
    if (const auto whole = named(text); whole != known.end()) {
        return {text, whole->splits.contains(usualSplit) ? usualSplit : ""};
    }
    const auto colon = text.rfind(':');
    const auto found = colon == std::string::npos ? known.end() : named(text.substr(0, colon));
    if (found == known.end()) {
        std::vector<std::string> names;
        names.reserve(known.size());
        for (const DatasetSummary& entry : known) names.push_back(entry.name);
        throw Error(
            workspace.file().string(), fmt::format("There is no data set \"{}\"", text),
            names.empty() ? "It has none yet; import one first" : "It has " + joined(names));
    }
    DatasetPart part{found->name, text.substr(colon + 1)};
    if (!found->splits.contains(part.split)) {
        throw Error(part.dataset, fmt::format("It has no split \"{}\"", part.split),
                    "Its splits are " + joined(splitNames(*found)));
    }
    return part;
}

std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part) {
    std::vector<std::size_t> rows = data.rowsOfSplit(part.split);
    if (rows.empty()) throw Error(part.shown(), "It has no queries", "Choose another split");
    return rows;
}

bool overlap(const DatasetPart& one, const DatasetPart& other) {
    return one.dataset == other.dataset &&
           (one.split.empty() || other.split.empty() || one.split == other.split);
}

}  // namespace orl
