#include <fmt/format.h>

#include <memory>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/data/workspace/workspace.h"

namespace orl::cli {
namespace {

struct DatasetsArguments {
    std::filesystem::path workspace;
    bool json = false;
};

int runDatasets(const DatasetsArguments& arguments, const Job& job) {
    const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
    const auto datasets = workspace.datasets(job);
    if (arguments.json) {
        Json array = Json::array();
        for (const DatasetSummary& entry : datasets) {
            Json one = {{"name", entry.name},
                        {"splits", entry.splits},
                        {"queries", entry.queries},
                        {"models", entry.models},
                        {"embedding", nullptr}};
            if (!entry.embeddingSource.empty()) {
                one["embedding"] = {{"source", entry.embeddingSource},
                                    {"dimension", entry.embeddingDimension},
                                    {"vectors", entry.embeddings}};
            }
            array.push_back(std::move(one));
        }
        printJson(array);
        return kDone;
    }
    std::string text;
    for (const DatasetSummary& entry : datasets) {
        text += fmt::format("{}: {} queries\n", entry.name, entry.queries);
        for (const auto& [split, count] : entry.splits) {
            text += fmt::format("  split {}: {}\n", split, count);
        }
        if (!entry.embeddingSource.empty()) {
            text += fmt::format("  {} vectors of {} numbers: {}\n", entry.embeddings,
                                entry.embeddingDimension, entry.embeddingSource);
        }
        text += fmt::format("  {} models: {}\n", entry.models.size(), joined(entry.models));
    }
    printText(text.empty() ? "no data sets\n" : text);
    return kDone;
}

}  // namespace

void addDatasets(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<DatasetsArguments>();
    CLI::App* command = app.add_subcommand("datasets", "List the data sets of a workspace");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runDatasets(*arguments, job); };
    });
}

}  // namespace orl::cli
