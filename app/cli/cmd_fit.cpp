#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/lab/prediction.h"
#include "core/lab/word_fit.h"
#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"

namespace orl::cli {
namespace {

struct FitArguments {
    std::filesystem::path workspace;
    std::string train;
    std::string kind = "hybrid";
    std::string embedding = "built-in";
    std::filesystem::path wordVectors;
    PredictorOptions options;
    bool json = false;
};

constexpr const char* kWords = "words";

Json wordsJson(const FoundWords& found) {
    const WordCoverage& training = found.training();
    return {{"format", found.format},
            {"file_words", found.fileWords},
            {"dimension", found.words->dimensions()},
            {"duplicates", found.duplicates},
            {"pieces", found.pieces},
            {"training_words", training.words},
            {"training_words_found", training.found},
            {"training_running_words", training.runningWords},
            {"training_running_words_found", training.runningFound},
            {"vectors", found.vectors}};
}

std::string wordsText(const FoundWords& found, const std::string& source, std::size_t queries) {
    const WordCoverage& training = found.training();
    const auto share = [](std::size_t part, std::size_t all) {
        return all == 0 ? kMissing : static_cast<double>(part) / static_cast<double>(all);
    };
    std::string text = fmt::format(
        "{}, {}: {} of the {} training words, {} of the running ones; {} of {} queries have a "
        "vector\n",
        source, found.format, percent(share(training.found, training.words)), training.words,
        percent(share(training.runningFound, training.runningWords)), found.vectors, queries);
    if (found.duplicates > 0) {
        text += fmt::format("{} words are in the file again; the first vector counts\n",
                            found.duplicates);
    }
    if (found.pieces > 0) {
        text += fmt::format("{} tokens that are no whole words were left out\n", found.pieces);
    }
    return text;
}

int runFit(const FitArguments& arguments, const Job& job) {
    Workspace workspace = Workspace::open(arguments.workspace);
    const DatasetPart part = datasetPartOf(workspace, arguments.train, "train");
    Dataset data = workspace.loadDataset(part.dataset, job);
    const auto rows = rowsOf(data, part);
    PredictorOptions options = arguments.options;
    options.kind = predictorKindFrom(arguments.kind);
    const bool byWords = arguments.embedding == kWords;
    if (byWords == arguments.wordVectors.empty()) {
        throw UsageError("--embedding words and --word-vectors FILE belong together");
    }
    options.vectors = byWords ? VectorSource::Data : vectorSourceFrom(arguments.embedding);

    const auto start = std::chrono::steady_clock::now();
    std::optional<FoundWords> found;
    if (byWords) {
        found = findWords(data, rows, arguments.wordVectors, job);
        giveWords(workspace, data, *found, job);
    }
    const Predictor predictor =
        withWordsBehind(Predictor::fit(data, rows, options, job), workspace, data);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - start;
    const std::string key = storeFit(workspace, data, part.split, predictor);

    if (arguments.json) {
        reportJson({{"dataset", part.dataset},
                    {"split", part.split},
                    {"predictor", arguments.kind},
                    {"embedding", arguments.embedding},
                    {"embedding_source", predictor.embeddingSource()},
                    {"words", found ? wordsJson(*found) : Json(nullptr)},
                    {"queries", rows.size()},
                    {"models", predictor.models()},
                    {"components", options.components},
                    {"neighbours", options.neighbours},
                    {"blend", options.blend},
                    {"regularization", options.regularization},
                    {"seed", options.seed},
                    {"key", key},
                    {"fit_ms", elapsed.count()}});
    } else {
        if (found) reportText(wordsText(*found, data.embeddingSource, data.queryCount()));
        reportText(fmt::format("{} fitted on {}: {} queries, {} models, {:.2f} s\n", arguments.kind,
                               part.shown(), rows.size(), predictor.models().size(),
                               elapsed.count() / 1000.0));
    }
    return kDone;
}

}  // namespace

void addFit(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<FitArguments>();
    CLI::App* command = app.add_subcommand(
        "fit", "Fit a predictor of quality and length and keep it in the workspace");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command
        ->add_option("--train", arguments->train,
                     "Data set and split to learn from; the split \"train\" unless named")
        ->required()
        ->type_name("D[:split]");
    command->add_option("--predictor", arguments->kind, "What to fit")
        ->capture_default_str()
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior"}));
    command
        ->add_option("--embedding", arguments->embedding,
                     "Vectors of the retrieval: made from the texts, those of the data set, or "
                     "made from those of words, which the data set then has")
        ->capture_default_str()
        ->check(CLI::IsMember({"built-in", "data", kWords}));
    command
        ->add_option("--word-vectors", arguments->wordVectors,
                     "File of word vectors for --embedding words: GloVe or word2vec text, word2vec "
                     "binary, or .safetensors with its tokenizer.json beside it")
        ->type_name("FILE");
    PredictorOptions& options = arguments->options;
    command->add_option("--neighbours", options.neighbours, "k of the retrieval")
        ->capture_default_str()
        ->check(numberBetween(1, 100'000));
    command->add_option("--blend", options.blend, "Weight of the trained part in the hybrid")
        ->capture_default_str()
        ->check(numberBetween(0.0, 1.0));
    command->add_option("--components", options.components, "Dimensions of the text vectors")
        ->capture_default_str()
        ->check(numberBetween(1, 4096));
    command
        ->add_option("--regularization", options.regularization,
                     "C of the logistic regressions; 0: by cross-validation")
        ->capture_default_str()
        ->check(nonNegative());
    command->add_option("--seed", options.seed, "Seed")
        ->capture_default_str()
        ->check(wholeNumber());
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runFit(*arguments, job); };
    });
}

}  // namespace orl::cli
