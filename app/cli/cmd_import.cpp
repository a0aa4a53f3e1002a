#include <fmt/format.h>

#include <memory>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/data/import/format.h"
#include "core/data/import/import.h"
#include "core/data/workspace/workspace.h"
#include "core/lab/importing.h"
#include "core/lab/parts.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct ImportArguments {
    std::filesystem::path workspace;
    std::string name;
    std::vector<std::filesystem::path> files;
    std::string format;
    std::filesystem::path prices;
    std::string split = "keep";
    std::uint64_t seed = 1;
    std::vector<std::string> map;
    std::string scoreScale;
    std::optional<double> assumedOutputTokens;
    std::vector<std::filesystem::path> embeddings;
    std::size_t dimension = 0;
    bool replace = false;
    bool json = false;
};

std::vector<std::string> formatNames() {
    std::vector<std::string> names;
    for (const Format& format : allFormats()) names.emplace_back(format.name);
    return names;
}

bool hasColumn(const FileHead& head, const std::string& name) {
    return head.column(name) >= 0 || std::any_of(head.records.begin(), head.records.end(),
                                                 [&name](const nlohmann::json& record) {
                                                     return !memberAt(record, name).is_null();
                                                 });
}

/// Where the column of FIELD=COLUMN begins. Names of models and columns may hold the sign as well:
/// then the columns of the first file tell. @throws UsageError where they do not
std::size_t signOf(const std::string& text, const std::vector<std::filesystem::path>& files) {
    const std::size_t first = text.find('=');
    if (first == text.rfind('=') || text.find(':') > first) return first;
    const FileHead head = readHead(files.front());
    std::vector<std::size_t> fitting;
    for (std::size_t at = first; at != std::string::npos; at = text.find('=', at + 1)) {
        if (hasColumn(head, text.substr(at + 1))) fitting.push_back(at);
    }
    if (fitting.size() == 1) return fitting.front();
    throw UsageError(fmt::format("--map: {} of the ways to read \"{}\" {} a column of {}",
                                 fitting.empty() ? "none" : "several", text,
                                 fitting.empty() ? "names" : "name", files.front().string()));
}

ColumnMapping mappingOf(const std::vector<std::string>& texts,
                        const std::vector<std::filesystem::path>& files) {
    ColumnMapping mapping;
    const std::map<std::string, std::string*> plain = {{"text", &mapping.text},
                                                       {"task", &mapping.task},
                                                       {"level", &mapping.level},
                                                       {"split", &mapping.split},
                                                       {"id", &mapping.id},
                                                       {"input-tokens", &mapping.inputTokens},
                                                       {"model", &mapping.model},
                                                       {"score", &mapping.score},
                                                       {"cost", &mapping.cost},
                                                       {"output-tokens", &mapping.outputTokens},
                                                       {"response", &mapping.response},
                                                       {"embedding", &mapping.embedding}};
    for (const std::string& text : texts) {
        const std::size_t equals = signOf(text, files);
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            throw UsageError(fmt::format("--map: \"{}\" is not FIELD=COLUMN", text));
        }
        const std::string field = text.substr(0, equals);
        const std::string column = text.substr(equals + 1);
        if (const auto found = plain.find(field); found != plain.end()) {
            *found->second = column;
            continue;
        }
        const auto colon = field.find(':');
        const std::string what = field.substr(0, colon);
        if (colon == std::string::npos || colon + 1 == field.size() ||
            (what != "score" && what != "cost" && what != "output-tokens" && what != "response")) {
            throw UsageError(fmt::format(
                "--map: there is no field \"{}\"; there are text, task, level, split, id, "
                "input-tokens, model, score, cost, output-tokens, response, embedding, and per "
                "model score:NAME, cost:NAME, output-tokens:NAME, response:NAME",
                field));
        }
        auto& columns = mapping.wide[field.substr(colon + 1)];
        (what == "score"      ? columns.score
         : what == "cost"     ? columns.cost
         : what == "response" ? columns.response
                              : columns.outputTokens) = column;
    }
    const bool onlyEmbedding = texts.size() == 1 && !mapping.embedding.empty();
    if (!texts.empty() && mapping.text.empty() && !onlyEmbedding) {
        throw UsageError("--map: say which column holds the query: --map text=COLUMN");
    }
    return mapping;
}

SplitRule ruleOf(const ImportArguments& arguments) {
    try {
        return splitRuleFrom(arguments.split, arguments.seed);
    } catch (const Error& error) {
        throw UsageError(fmt::format("--{}", error.what()));
    }
}

std::optional<ScoreScale> scaleOf(const ImportArguments& arguments) {
    if (arguments.scoreScale.empty()) return {};
    try {
        return scoreScaleFrom(arguments.scoreScale);
    } catch (const Error& error) {
        throw UsageError(fmt::format("--score-scale: {}. {}", error.problem(), error.remedy()));
    }
}

/// A price list alone: the data set keeps its queries, outcomes and fits.
int runPrices(const ImportArguments& arguments, const Job& job) {
    if (arguments.prices.empty()) {
        throw UsageError("import: give files to read, or --prices alone to change the prices");
    }
    const PriceList list = readPriceList(arguments.prices, job);
    Workspace workspace = Workspace::open(arguments.workspace);
    const DatasetPart part = datasetPartOf(workspace, arguments.name, "");
    std::vector<ModelInfo> listed;
    std::vector<std::string> names, others, halves;
    for (const DatasetSummary& summary : workspace.datasets()) {
        if (summary.name != part.dataset) continue;
        for (const ModelInfo& model : summary.pool) {
            const auto found = list.prices.find(model.name);
            (found == list.prices.end() ? others : names).push_back(model.name);
            if (found == list.prices.end()) continue;
            if (!found->second.priced()) halves.push_back(model.name);
            updatePrices(listed.emplace_back(model), found->second);
        }
    }
    if (listed.empty()) {
        throw Error(arguments.prices.string(), "It names none of the models of " + part.dataset,
                    "The models are " + joined(others));
    }
    workspace.savePrices(part.dataset, listed);
    if (arguments.json) {
        Json warnings = Json::array();
        for (const ImportRemark& remark : list.remarks) warnings.push_back(remark.what);
        reportJson({{"dataset", {{"name", part.dataset}}},
                    {"priced", names},
                    {"one_price", halves},
                    {"kept", others},
                    {"warnings", warnings}});
    } else {
        for (const ImportRemark& remark : list.remarks) {
            reportText(fmt::format("{}: {}\n", remark.file, remark.what));
        }
        reportText(fmt::format(
            "{}: new prices of {}{}{}\n", part.dataset, joined(names),
            halves.empty() ? "" : "; one of two prices, the other as before: " + joined(halves),
            others.empty() ? "" : "; as before: " + joined(others)));
    }
    return kDone;
}

int runImport(const ImportArguments& arguments, const Job& job) {
    if (arguments.files.empty()) return runPrices(arguments, job);
    ImportOptions options;
    options.name = arguments.name;
    options.files = arguments.files;
    if (!arguments.format.empty()) options.format = importFormatFrom(arguments.format);
    options.prices = arguments.prices;
    options.mapping = mappingOf(arguments.map, arguments.files);
    options.scoreScale = scaleOf(arguments);
    options.split = ruleOf(arguments);
    options.embeddings = arguments.embeddings;
    options.embeddingDimension = arguments.dimension;
    options.assumedOutputTokens = arguments.assumedOutputTokens;

    ImportResult result = importFiles(options, job);
    Workspace workspace = Workspace::openOrCreate(arguments.workspace);
    const Dataset stored = storeImport(
        workspace, result, arguments.replace ? IfKnown::ReplaceSplits : IfKnown::AddSplits, job);

    if (!arguments.json) {
        reportText(fmt::format("{}{}: {} queries, {} models in {}\n", result.report.toText(),
                               stored.name, stored.queryCount(), stored.modelCount(),
                               workspace.file().string()));
        return kDone;
    }
    Json json = Json::parse(result.report.toJson());
    json["dataset"] = {
        {"name", stored.name}, {"queries", stored.queryCount()}, {"models", stored.modelCount()}};
    reportJson(json);
    return kDone;
}

}  // namespace

void addImport(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* command = app.add_subcommand(
        "import",
        "Read recorded outcomes from files into a data set of a workspace (made if absent). "
        "A second import of the same name adds its splits to the data set.");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command->add_option("--name", arguments->name, "Name of the data set")->required();
    command
        ->add_option("files", arguments->files,
                     "Files of one format; none to change an existing data set's prices alone")
        ->type_name("FILE");
    command->add_option("--format", arguments->format, "Format; detected from content unless named")
        ->check(CLI::IsMember(formatNames()));
    command->add_option("--prices", arguments->prices, "Price list (JSON), USD per million tokens");
    command
        ->add_option("--split", arguments->split,
                     "train, test or another name for all queries; shares like "
                     "train=0.7,test=0.3 (seeded, stratified by task); keep for the files' own; "
                     "keep,train=0.7,test=0.3 for their own and shares of the rest")
        ->capture_default_str();
    command->add_option("--seed", arguments->seed, "Of the shares")
        ->capture_default_str()
        ->check(wholeNumber());
    command
        ->add_option("--map", arguments->map,
                     "Column of a plain table: text=, task=, level=, split=, id=, input-tokens=, "
                     "model=, score=, cost=, output-tokens=, response=, or per model score:NAME=, "
                     "cost:NAME=, output-tokens:NAME=, response:NAME=; embedding= in any format; a "
                     "key inside an object by its path, like usage.prompt_tokens (repeatable)")
        ->type_name("FIELD=COLUMN")
        ->allow_extra_args(false);
    command
        ->add_option("--score-scale", arguments->scoreScale,
                     "What the worst and the best answer score, such as 0:100 or 1:10, or percent; "
                     "without it scores are shares in [0,1], truth values or have percent signs")
        ->type_name("LOW:HIGH");
    command
        ->add_option("--assume-output-tokens", arguments->assumedOutputTokens,
                     "Length of an answer where the files have neither lengths nor responses nor "
                     "costs")
        ->check(numberBetween(1e-9, 1e12, "> 0"));
    command
        ->add_option("--embeddings", arguments->embeddings,
                     "Vectors of the queries, a row each in the order of the data: .npy, or raw "
                     "float32 with --dimension (repeatable)")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command
        ->add_option("--dimension", arguments->dimension,
                     "Numbers in a vector of a raw float32 file")
        ->check(numberBetween(std::ptrdiff_t{1}, kMaxEmbeddingDimension));
    command->add_flag("--replace", arguments->replace,
                      "Replace splits that the data set already has");
    command->add_flag("--json", arguments->json, "Print the import report as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runImport(*arguments, job); };
    });
}

}  // namespace orl::cli
