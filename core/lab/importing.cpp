#include "core/lab/importing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

#include "core/data/merge.h"
#include "core/lab/datasets.h"
#include "core/lab/settings.h"
#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"
#include "core/support/blanks.h"

namespace orl {

namespace {

/// Equal texts in two splits make held-out figures too good.
void noteSharedTexts(const Dataset& base, const std::vector<std::string>& replaced,
                     const Dataset& more, ImportReport& report) {
    std::unordered_set<std::string> texts;
    for (const Query& query : base.queries) {
        if (std::ranges::find(replaced, query.split) != replaced.end()) continue;
        texts.emplace(stripped(query.text));
    }
    ImportRemark remark;
    remark.what =
        "a query has the same text as one of another split: held-out figures are given with and "
        "without it";
    remark.count = 0;
    for (const Query& query : more.queries) {
        remark.count += texts.contains(std::string(stripped(query.text))) ? 1 : 0;
    }
    if (remark.count > 0) report.remarks.push_back(remark);
}

Dataset mergedWith(const Dataset& base, const Dataset& more, IfKnown ifKnown,
                   ImportReport& report) {
    const auto common = commonSplits(base, more);
    if (!common.empty() && ifKnown == IfKnown::AddSplits) {
        throw Error(base.name,
                    fmt::format("The workspace already has this data set with split {}",
                                fmt::join(common, ", ")),
                    "Replace that (--replace), or give another split or name to add to it");
    }
    noteSharedTexts(base, common, more, report);
    return mergeDatasets(base, more);
}

}  // namespace

Dataset storeImport(Workspace& workspace, ImportResult& read, IfKnown ifKnown, const Job& job) {
    const std::string name = read.dataset.name;
    const KeptFits fits(workspace, name);
    const KeptWords words(workspace, name);
    Dataset stored = workspace.updateDataset(
        name,
        [&](const std::optional<Dataset>& known) {
            if (!known || ifKnown == IfKnown::ReplaceAll) return std::move(read.dataset);
            return mergedWith(*known, read.dataset, ifKnown, read.report);
        },
        job);
    try {
        words.restore(workspace, stored, job);
        fits.restore(workspace, stored);
        keepReport(workspace, name, read.report);
    } catch (const Error& error) {
        // The data are stored all the same, and both can be made again.
        ImportRemark remark;
        remark.what = fmt::format("stored, but its fits or this report could not be kept: {}",
                                  error.problem());
        read.report.remarks.push_back(std::move(remark));
    }
    return stored;
}

ImportedAnew importAnew(const std::filesystem::path& file, const ImportOptions& options,
                        const Scenario& scenario, const Job& job) {
    ImportResult read = importFiles(options, job);
    bool made = false;
    try {
        Workspace workspace = Workspace::create(file);
        made = true;
        storeImport(workspace, read, IfKnown::AddSplits, job);
    } catch (...) {
        // Closed by now, nobody's but ours, and of no use without the data.
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            if (made) std::filesystem::remove(file.string() + suffix, ignored);
        }
        throw;
    }
    const auto adjust = [&](Scenario& fresh) {
        fresh = scenario;
        turnTo(fresh, options.name);
    };
    return {openWorkspace(file, false, adjust, job), std::move(read.report)};
}

Imported importInto(const std::shared_ptr<Store>& store, const ImportOptions& options,
                    IfKnown ifKnown, Scenario scenario, const Job& job) {
    if (!store) {
        throw Error(options.name, "There is no workspace to import into",
                    "Make or open a workspace first");
    }
    ImportResult read = importFiles(options, job);
    {
        const std::lock_guard lock(store->mutex);
        if (job.progress) job.progress(-1.0, "storing");
        storeImport(store->workspace, read, ifKnown, job);
    }
    Imported imported;
    imported.report = std::move(read.report);
    turnTo(scenario, options.name);
    try {
        imported.prepared = prepare(store, nullptr, scenario, job);
    } catch (const Error& e) {
        imported.fitError = e;
    }
    const std::lock_guard lock(store->mutex);
    imported.datasets = store->workspace.datasets();
    return imported;
}

}  // namespace orl
