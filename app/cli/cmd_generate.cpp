#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/data/generate/generate.h"

namespace orl::cli {
namespace {

struct GenerateArguments {
    GenerateOptions options;
    bool figureOne = false;
    std::filesystem::path out;
    std::filesystem::path pricesOut;
    bool json = false;
};

int runGenerate(const GenerateArguments& arguments, const Job& job) {
    checkOutputs({{"--out", arguments.out}, {"--prices-out", arguments.pricesOut}}, {});
    const Dataset data =
        arguments.figureOne ? figureOneDataset() : generateDataset(arguments.options, job);
    writeFile(arguments.out, [&](std::ostream& out) { writeOmniRouterLines(out, data, job); });
    if (!arguments.pricesOut.empty()) {
        writeFile(arguments.pricesOut, [&](std::ostream& out) { writePriceList(out, data); });
    }
    if (arguments.json) {
        Json json = {{"queries", data.queryCount()}, {"models", Json::array()}};
        for (const ModelInfo& model : data.models) json["models"].push_back(model.name);
        if (!arguments.figureOne) json["seed"] = arguments.options.seed;
        json["out"] = arguments.out.string();
        if (!arguments.pricesOut.empty()) json["prices_out"] = arguments.pricesOut.string();
        reportJson(json);
    } else {
        reportText(fmt::format("{}: {} queries, {} models\n", arguments.out.string(),
                               data.queryCount(), data.modelCount()));
    }
    return kDone;
}

}  // namespace

void addGenerate(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<GenerateArguments>();
    CLI::App* command = app.add_subcommand(
        "generate",
        "Write a synthetic data set as OmniRouter JSON Lines; the same options, the same bytes");
    command->add_option("--queries", arguments->options.queries, "How many queries")
        ->capture_default_str()
        ->check(numberBetween(1, 1'000'000));
    command->add_option("--models", arguments->options.models, "How many models")
        ->capture_default_str()
        ->check(numberBetween(2, 12));
    command->add_option("--seed", arguments->options.seed, "Seed")
        ->capture_default_str()
        ->check(wholeNumber());
    command->add_flag("--figure1", arguments->figureOne,
                      "Instead the two queries and two models of the paper's Figure 1");
    command->add_option("--out", arguments->out, "File to write")->required();
    command->add_option("--prices-out", arguments->pricesOut,
                        "Also write the models' price list, for import --prices");
    command->add_flag("--json", arguments->json, "Print what was written as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runGenerate(*arguments, job); };
    });
}

}  // namespace orl::cli
