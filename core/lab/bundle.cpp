#include "core/lab/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "core/data/text/zip.h"
#include "core/lab/datasets.h"
#include "core/lab/opening.h"
#include "core/predict/word_store.h"
#include "core/support/error.h"
#include "core/support/output_file.h"

namespace orl {

namespace {

using BundleJson = nlohmann::ordered_json;

constexpr const char* kBundleFormat = "omnirouter bundle";
constexpr int kBundleVersion = 1;
constexpr const char* kManifest = "manifest.json";
constexpr const char* kBundledData = "data.orlab";
constexpr std::size_t kMostManifest = std::size_t{64} << 20U;

std::string hex(std::uint64_t number) {
    return fmt::format("{:016x}", number);
}

std::uint64_t fromHex(const std::string& text) {
    std::uint64_t number = 0;
    constexpr int kSixteen = 16;
    std::from_chars(text.data(), text.data() + text.size(), number, kSixteen);
    return number;
}

/// Data sets that are there and that a scenario is about.
std::set<std::string> namedDatasets(const Workspace& workspace, const Scenario& scenario,
                                    const SavedWork& work) {
    std::set<std::string> named = {scenario.preparation.dataset};
    for (const SavedScenario& each : work.scenarios)
        named.insert(each.scenario.preparation.dataset);
    std::set<std::string> there;
    for (const DatasetSummary& each : workspace.datasets()) {
        if (named.contains(each.name)) there.insert(each.name);
    }
    if (!there.contains(scenario.preparation.dataset)) {
        throw Error(workspace.file().string(),
                    fmt::format("the data set \"{}\" is not in this workspace",
                                scenario.preparation.dataset),
                    "Choose a data set that is there, then save the bundle");
    }
    return there;
}

std::string manifestOf(const Bundle& bundle) {
    BundleJson json;
    json["format"] = kBundleFormat;
    json["version"] = kBundleVersion;
    json["program"] = bundle.program;
    json["data"] = bundle.hasData;
    json["datasets"] = BundleJson::array();
    for (const BundledDataset& each : bundle.datasets) {
        json["datasets"].push_back({{"name", each.name},
                                    {"queries", each.queries},
                                    {"models", each.models},
                                    {"fingerprint", hex(each.fingerprint)}});
    }
    json["scenario"] = BundleJson::parse(bundle.scenario.toJson());
    json["scenarios"] = BundleJson::parse(scenarioFile(bundle.work.scenarios));
    json["monthly_queries"] = bundle.work.monthlyQueries;
    json["currency"] = {{"label", bundle.work.currency.label},
                        {"per_dollar", bundle.work.currency.perDollar},
                        {"as_of", bundle.work.currency.asOf}};
    if (!bundle.work.ownRouters.empty()) {
        json["own_routers"] = BundleJson::parse(ownRoutersText(bundle.work.ownRouters));
    }
    return json.dump(2) + '\n';
}

Bundle bundleOf(const BundleJson& json) {
    Bundle bundle;
    bundle.program = json.at("program").get<std::string>();
    bundle.hasData = json.at("data").get<bool>();
    for (const BundleJson& each : json.at("datasets")) {
        bundle.datasets.push_back({each.at("name").get<std::string>(),
                                   each.at("queries").get<std::size_t>(),
                                   each.at("models").get<std::size_t>(),
                                   fromHex(each.at("fingerprint").get<std::string>())});
    }
    bundle.scenario = Scenario::fromJson(json.at("scenario").dump());
    bundle.work.scenarios = readScenarioFile(json.at("scenarios").dump());
    bundle.work.monthlyQueries = json.at("monthly_queries").get<double>();
    const BundleJson& currency = json.at("currency");
    bundle.work.currency = {currency.at("label").get<std::string>(),
                            currency.at("per_dollar").get<double>(),
                            currency.at("as_of").get<std::string>()};
    if (json.contains("own_routers")) {
        bundle.work.ownRouters = ownRoutersFrom(json.at("own_routers").dump());
    }
    return bundle;
}

[[noreturn]] void refuseData(const std::filesystem::path& file, const BundledDataset& wanted,
                             const std::string& why) {
    throw Error(
        file.string(),
        fmt::format("the bundle holds no data and is about \"{}\" ({} queries, {} models, "
                    "fingerprint {}): {}",
                    wanted.name, wanted.queries, wanted.models, hex(wanted.fingerprint), why),
        "Open the workspace with just these data, or ask for a bundle with the data");
}

}  // namespace

Bundle readBundle(const std::filesystem::path& file, const Job& job) {
    if (std::filesystem::is_regular_file(file) && !isZip(file)) {
        throw Error(file.string(), "this is no bundle", "Choose a .orlz file");
    }
    const std::string text = zippedText(file, kManifest, kMostManifest, job);
    const BundleJson json = BundleJson::parse(text, nullptr, false);
    const auto is = [&](const char* key, const auto& value) {
        return json.is_object() && json.contains(key) && json[key] == value;
    };
    if (!is("format", kBundleFormat) || !json.contains("version") ||
        !json["version"].is_number_integer()) {
        throw Error(file.string(), "this is no bundle", "Choose a .orlz file");
    }
    if (json["version"] > kBundleVersion) {
        throw Error(file.string(),
                    fmt::format("the bundle has version {}, but this program knows versions up to "
                                "{}: a newer version has written it",
                                json["version"].dump(), kBundleVersion),
                    "Install that newer version of OmniRouter Lab");
    }
    try {
        return bundleOf(json);
    } catch (const BundleJson::exception& cause) {
        throw Error(file.string(), fmt::format("the bundle is damaged: {}", cause.what()),
                    "Fetch the file again");
    } catch (const Error& cause) {
        throw Error(file.string(), fmt::format("the bundle is damaged: {}", cause.problem()),
                    "Fetch the file again");
    }
}

Bundle writeBundle(const std::filesystem::path& file, const Workspace& workspace,
                   const Scenario& scenario, const SavedWork& work, bool withData,
                   const std::string& program, const Job& job) {
    checkWritable(file);
    Bundle bundle{program, withData, {}, scenario, work};
    const TemporaryFile packed(file);
    const auto collect = [&](Workspace* into) {
        for (const std::string& name : namedDatasets(workspace, scenario, work)) {
            const Dataset data = workspace.loadDataset(name, job);
            bundle.datasets.push_back(
                {name, data.queryCount(), data.modelCount(), data.fingerprint()});
            if (into == nullptr) continue;
            into->saveDataset(data, job);
            if (auto words = wordsBehind(workspace, data)) {
                storeWords(*into, name, {data.embeddingSource, std::move(words)});
            }
        }
    };
    if (withData) {
        Workspace::pack(packed.path(), [&](Workspace& into) {
            collect(&into);
            keepWork(into, work);
            keepLastScenario(into, scenario);
        });
    } else {
        collect(nullptr);
    }
    writeFile(file, [&](std::ostream& out) {
        ZipWriter zip(out);
        zip.add(kManifest, manifestOf(bundle));
        if (withData) zip.addFile(kBundledData, packed.path(), job);
        zip.finish();
    });
    return bundle;
}

void unpackBundle(const std::filesystem::path& file, const std::filesystem::path& workspace,
                  const Job& job) {
    const Bundle bundle = readBundle(file, job);
    if (!bundle.hasData) {
        if (bundle.datasets.empty()) throw Error(file.string(), "the bundle holds no data", "");
        refuseData(file, bundle.datasets.front(), "it makes no workspace of its own");
    }
    std::error_code code;
    if (std::filesystem::exists(std::filesystem::symlink_status(workspace, code))) {
        throw Error(workspace.string(), "there already is a file of this name",
                    "Choose another name, or move that file away");
    }
    TemporaryFile made(workspace);
    made.write([&](std::ostream& out) { unzip(file, kBundledData, out, job); });
    {
        const Workspace unpacked = Workspace::open(made.path(), Workspace::Access::ReadOnly);
        for (const BundledDataset& each : bundle.datasets) {
            if (unpacked.loadDataset(each.name, job).fingerprint() == each.fingerprint) continue;
            throw Error(
                file.string(),
                fmt::format("its data set \"{}\" is not the one that it was made of", each.name),
                "Fetch the file again");
        }
    }
    if (!made.publishNew(workspace)) {
        throw Error(workspace.string(), "there already is a file of this name",
                    "Choose another name, or move that file away");
    }
}

void requireData(const std::filesystem::path& file, const Bundle& bundle,
                 const Workspace& workspace, const Job& job) {
    const auto known = workspace.datasets(job);
    for (const BundledDataset& wanted : bundle.datasets) {
        if (std::ranges::find(known, wanted.name, &DatasetSummary::name) == known.end()) {
            refuseData(file, wanted, "this workspace has no data set of that name");
        }
        const std::uint64_t found = workspace.loadDataset(wanted.name, job).fingerprint();
        if (found != wanted.fingerprint) {
            refuseData(
                file, wanted,
                fmt::format("that of this workspace is another one (fingerprint {})", hex(found)));
        }
    }
}

void addToWorkspace(Workspace& workspace, const Bundle& bundle) {
    SavedWork work = savedWork(workspace);
    work.scenarios = withScenarios(work.scenarios, bundle.work.scenarios);
    work.ownRouters = withOwnRouters(work.ownRouters, bundle.work.ownRouters);
    keepWork(workspace, work);
    keepLastScenario(workspace, bundle.scenario);
}

}  // namespace orl
