#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/data/embed.h"
#include "ui/net/embedding_client.h"

namespace orl::cli {
namespace {

struct EmbedArguments {
    std::filesystem::path workspace;
    EmbedOptions options;
    EmbeddingServer server;
    double timeout = 60.0;  ///< seconds
    std::string keyVariable;
    bool fresh = false;
    bool json = false;
};

/// The key comes from the environment alone: on the command line others could read it.
std::string keyOf(const EmbedArguments& arguments) {
    const bool named = !arguments.keyVariable.empty();
    const char* key = std::getenv(named ? arguments.keyVariable.c_str() : kApiKeyVariable);
    if (key == nullptr && named) {
        throw Error(arguments.keyVariable, "this environment variable is not set",
                    "Set it to the API key, or leave --key-env out");
    }
    return key == nullptr ? "" : key;
}

int runEmbed(const EmbedArguments& arguments, const Job& job) {
    EmbeddingServer server = arguments.server;
    server.key = keyOf(arguments);
    server.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * arguments.timeout));
    EmbeddingClient client(server);
    if (client.exposesKey()) {
        note("the API key is sent over plain http, where others may read it; use https");
    }
    Workspace workspace = Workspace::open(arguments.workspace);
    EmbedOptions options = arguments.options;
    options.model = server.model;
    options.source = client.source();
    if (arguments.fresh) workspace.clearCachedEmbeddings(options.model);
    EmbedSummary summary;
    try {
        summary = embedDataset(
            workspace, options,
            [&](std::span<const std::string_view> texts, const Job& inner) {
                return client.embed(texts, inner);
            },
            job);
    } catch (const Cancelled&) {
        note("cancelled; what was fetched is kept, and the next run asks only for the rest");
        return kStopped;
    }
    if (arguments.json) {
        reportJson({{"dataset", options.dataset},
                    {"source", options.source},
                    {"queries", summary.queries},
                    {"dimension", summary.dimension},
                    {"asked", summary.asked},
                    {"kept", summary.kept}});
    } else {
        reportText(
            fmt::format("{}: {} queries have vectors of {} numbers from {}; {} texts asked "
                        "for, {} known from before\n",
                        options.dataset, summary.queries, summary.dimension, options.source,
                        summary.asked, summary.kept));
    }
    return kDone;
}

}  // namespace

void addEmbed(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<EmbedArguments>();
    CLI::App* command = app.add_subcommand(
        "embed",
        "Give the queries of a data set the vectors of an embedding model, from an "
        "OpenAI-compatible server (Ollama, llama.cpp, vLLM, ...). Answers are kept in the "
        "workspace; nothing is asked for twice. The API key is read from the environment.");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command->add_option("--data", arguments->options.dataset, "Name of the data set")->required();
    command->add_option("--server", arguments->server.url, "Such as http://localhost:11434")
        ->required()
        ->type_name("URL");
    command->add_option("--model", arguments->server.model, "Embedding model of the server")
        ->required()
        ->type_name("NAME");
    command->add_option("--batch", arguments->options.batch, "Texts in one request")
        ->capture_default_str()
        ->check(numberBetween(1, 2048));
    command->add_option("--timeout", arguments->timeout, "Seconds for one request")
        ->capture_default_str()
        ->check(numberBetween(0.1, 3600.0));
    command
        ->add_option(
            "--key-env", arguments->keyVariable,
            fmt::format("Environment variable with the API key; {} unless named", kApiKeyVariable))
        ->type_name("NAME");
    command->add_flag("--fresh", arguments->fresh,
                      "Forget what is kept of this model and ask for everything");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runEmbed(*arguments, job); };
    });
}

}  // namespace orl::cli
