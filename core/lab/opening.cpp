#include "core/lab/opening.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "core/data/generate/generate.h"
#include "core/data/import/import.h"
#include "core/lab/datasets.h"
#include "core/lab/settings.h"
#include "core/route/router.h"
#include "core/support/hash.h"

namespace orl {

namespace {

constexpr const char* kBundledName = "bundled";
constexpr const char* kBundledStamp = "lab.bundled";
constexpr const char* kLastScenario = "lab.scenario";
constexpr const char* kLastRouters = "lab.routers";  // separated by commas

namespace fs = std::filesystem;

/// Changes when the bundled files change, so that an update of the program refreshes them.
std::string stampOf(const fs::path& folder) {
    Fingerprint fingerprint;
    for (const char* name : {"bundled.jsonl", "prices.json"}) {
        std::ifstream in(folder / name, std::ios::binary);
        std::array<char, 1 << 16> buffer{};
        while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
            fingerprint.add(std::string_view(buffer.data(), std::size_t(in.gcount())));
        }
    }
    return std::to_string(fingerprint.value());
}

fs::path folderOf(const BundledPlaces& places) {
    std::error_code ignored;
    for (const fs::path& folder : places.folders) {
        if (fs::exists(folder / "bundled.jsonl", ignored)) return folder;
    }
    return {};
}

Dataset bundledData(const fs::path& folder, const Job& job) {
    Dataset data;
    if (folder.empty()) {
        data = generateDataset({});
    } else {
        ImportOptions options;
        options.name = kBundledName;
        options.files = {folder / "bundled.jsonl"};
        std::error_code ignored;
        if (fs::exists(folder / "prices.json", ignored)) options.prices = folder / "prices.json";
        data = importFiles(options, job).dataset;
    }
    data.name = kBundledName;
    return data;
}

Scenario restoredScenario(const Workspace& workspace, const Scenario& start) {
    try {
        if (const auto json = workspace.setting(kLastScenario)) return Scenario::fromJson(*json);
    } catch (const Error&) {
        // A damaged setting is not worth refusing the workspace: start from the defaults.
    }
    return start;
}

bool isRouter(const std::string& id) {
    return std::ranges::any_of(routerCatalogue(),
                               [&](const RouterInfo& info) { return info.id == id; });
}

std::vector<std::string> restoredRouters(const Workspace& workspace) {
    std::vector<std::string> routers;
    std::istringstream list(workspace.setting(kLastRouters).value_or(""));
    for (std::string id; std::getline(list, id, ',');) {
        // Whether there still is an own router of that name shows when it is asked for.
        if (isRouter(id) || isOwnRouter(id)) routers.push_back(id);
    }
    return routers;
}

void restoreWork(Opened& opened) {
    try {
        opened.work = savedWork(opened.store->workspace);
    } catch (const Error& e) {
        opened.work.reset();
        opened.remark = e;
    }
}

/// Of a workspace whose last data set cannot be prepared the others can still be seen.
void prepareAny(Opened& opened, const std::vector<DatasetSummary>& datasets, const Job& job) {
    try {
        opened.prepared = prepare(opened.store, nullptr, opened.scenario, job);
    } catch (const Error& e) {
        opened.fitError = e;
    }
    for (std::size_t k = 0; k < datasets.size() && !opened.prepared; ++k) {
        if (datasets[k].name == opened.scenario.preparation.dataset) continue;
        Scenario other = opened.scenario;
        turnTo(other, datasets[k].name, opened.kept);
        try {
            opened.prepared = prepare(opened.store, nullptr, other, job);
            opened.scenario = other;
        } catch (const Error&) {
            // What is said is about the one that was asked for.
        }
    }
    if (opened.prepared) opened.scenario = opened.prepared->scenario;
}

/// The bundled data open with capacities that bind: what constrained routing is for shows at once.
Scenario bundledStart() {
    Scenario start;
    start.preparation.dataset = kBundledName;
    start.constraints.qualityFloor = 0.8;
    start.constraints.commonCapacity = 0.3;
    return start;
}

/// @param start where nothing was stored yet
Opened openStore(std::shared_ptr<Store> store, const Scenario& start, const Adjust& adjust,
                 const Job& job) {
    Opened opened;
    opened.store = std::move(store);
    std::vector<DatasetSummary> datasets;
    {
        const std::lock_guard lock(opened.store->mutex);
        opened.scenario = restoredScenario(opened.store->workspace, start);
        opened.routers = restoredRouters(opened.store->workspace);
        opened.kept = keptScenarios(opened.store->workspace);
        restoreWork(opened);
        datasets = opened.store->workspace.datasets();
    }
    if (adjust) adjust(opened.scenario);
    if (!datasets.empty()) prepareAny(opened, datasets, job);
    return opened;
}

/// The bundled data set without a workspace.
Opened openInMemory(Dataset data, const Adjust& adjust, const Job& job) {
    Opened opened;
    opened.scenario = bundledStart();
    if (adjust) adjust(opened.scenario);
    opened.prepared =
        prepareGuest(std::make_shared<const Dataset>(std::move(data)), opened.scenario, job);
    opened.scenario = opened.prepared->scenario;
    return opened;
}

std::shared_ptr<Store> bundledStore(const BundledPlaces& places, const fs::path& folder,
                                    const Job& job) {
    const std::string stamp = folder.empty() ? "generated" : stampOf(folder);
    fs::create_directories(places.workspace.parent_path());
    auto store = std::make_shared<Store>(Workspace::openOrCreate(places.workspace));
    Workspace& workspace = store->workspace;
    const auto kept = workspace.setting(kBundledStamp);
    // Without the files what was kept is better than something generated.
    if (!kept || (!folder.empty() && *kept != stamp)) {
        workspace.saveDataset(bundledData(folder, job), job);
        workspace.saveSetting(kBundledStamp, stamp);
    }
    return store;
}

}  // namespace

Opened openWorkspace(const fs::path& file, bool create, const Adjust& adjust, const Job& job) {
    if (job.progress) job.progress(-1.0, "opening");
    auto store = std::make_shared<Store>(create ? Workspace::create(file) : Workspace::open(file));
    return openStore(std::move(store), {}, adjust, job);
}

Opened openBundled(const BundledPlaces& places, const Adjust& adjust, const Job& job) {
    if (job.progress) job.progress(-1.0, "opening");
    const fs::path folder = folderOf(places);
    std::optional<Error> remark;
    if (!places.workspace.empty()) {
        try {
            return openStore(bundledStore(places, folder, job), bundledStart(), adjust, job);
        } catch (const Error& e) {
            remark = e;
        } catch (const fs::filesystem_error& e) {
            remark = Error(places.workspace.string(), e.code().message(),
                           "Make the folder writable; until then nothing is kept");
        }
    }
    Opened opened = openInMemory(bundledData(folder, job), adjust, job);
    opened.remark = remark;
    return opened;
}

/// `prepare` finds the data in the previous value.
std::shared_ptr<const Prepared> prepareGuest(std::shared_ptr<const Dataset> data,
                                             const Scenario& scenario, const Job& job) {
    auto held = std::make_shared<Prepared>();
    held->datasets = {summaryOf(*data)};
    held->queryFingerprint = data->queryFingerprint();
    held->data = std::move(data);
    return prepare(nullptr, held, scenario, job);
}

void writeScenario(Store& store, const Scenario& scenario, const std::vector<std::string>& routers,
                   const std::map<std::string, Scenario>& kept,
                   const std::optional<SavedWork>& work) {
    std::string list;
    for (const std::string& id : routers) list += (list.empty() ? "" : ",") + id;
    const std::lock_guard lock(store.mutex);
    keepLastScenario(store.workspace, scenario);
    keepSetting(store.workspace, kLastRouters, list);
    for (const auto& [dataset, each] : kept) keepScenario(store.workspace, each);
    keepScenario(store.workspace, scenario);
    if (work) keepWork(store.workspace, *work);
}

void keepLastScenario(Workspace& workspace, const Scenario& scenario) {
    keepSetting(workspace, kLastScenario, scenario.toJson());
}

std::optional<Scenario> lastScenario(const Workspace& workspace) {
    const auto json = workspace.setting(kLastScenario);
    if (!json) return {};
    try {
        return Scenario::fromJson(*json);
    } catch (const Error&) {
        return {};
    }
}

Opened reopened(const std::shared_ptr<Store>& store, const Scenario& scenario,
                const std::vector<std::string>& routers, const Job& job) {
    Opened opened;
    opened.store = store;
    opened.scenario = scenario;
    opened.routers = routers;
    std::vector<DatasetSummary> datasets;
    {
        const std::lock_guard lock(store->mutex);
        opened.kept = keptScenarios(store->workspace);
        restoreWork(opened);
        datasets = store->workspace.datasets();
    }
    const std::string& wanted = scenario.preparation.dataset;
    if (!datasets.empty() &&
        std::ranges::find(datasets, wanted, &DatasetSummary::name) == datasets.end()) {
        turnTo(opened.scenario, datasets.front().name, opened.kept);
    }
    if (!datasets.empty()) prepareAny(opened, datasets, job);
    return opened;
}

}  // namespace orl
