#include "core/lab/word_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/predict/word_store.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// Vectors from elsewhere are not to be had again from the workspace.
void requireReplaceable(const Dataset& data) {
    if (data.embeddingSource.empty() || isOfWords(data.embeddingSource)) return;
    throw Error(data.name,
                fmt::format("It has vectors of its own ({}), which those of words would replace",
                            data.embeddingSource),
                "Import the data under another name and use the words there");
}

std::vector<std::string_view> textsOf(const Dataset& data) {
    std::vector<std::string_view> texts;
    texts.reserve(data.queryCount());
    for (const Query& query : data.queries) texts.emplace_back(query.text);
    return texts;
}

std::unordered_set<std::string> wordsOfAll(std::span<const std::string_view> texts,
                                           const Job& job) {
    constexpr std::size_t kAtOnce = 4096;
    std::unordered_set<std::string> words;
    for (std::size_t first = 0; first < texts.size(); first += kAtOnce) {
        job.check();
        words.merge(wordsIn(texts.subspan(first, std::min(kAtOnce, texts.size() - first))));
    }
    return words;
}

/// Before anything is kept: a fit on vectors that are all nothing would be refused afterwards.
void requireVectors(const Embeddings& vectors, std::span<const std::size_t> learned,
                    const std::filesystem::path& file) {
    for (const std::size_t row : learned) {
        const auto vector = vectors.row(static_cast<Eigen::Index>(row));
        if (!vector.array().isNaN().any() && (vector.array() != 0.0F).any()) return;
    }
    if (learned.empty()) return;
    throw Error(file.filename().string(),
                "It gives no training query a vector: its words' vectors are 0, or differ in "
                "nothing but the direction that all have in common, which is taken away",
                "Use word vectors of several dimensions that tell words apart");
}

}  // namespace

FoundWords findWords(const Dataset& data, std::span<const std::size_t> learned,
                     const std::filesystem::path& file, const Job& job) {
    requireReplaceable(data);
    const std::vector<std::string_view> texts = textsOf(data);
    std::vector<std::string_view> trainingTexts;
    trainingTexts.reserve(learned.size());
    for (const std::size_t row : learned) trainingTexts.push_back(texts[row]);
    const auto needed = wordsOfAll(texts, job);
    const WordVectors read = readWordVectors(
        file,
        [&](std::string_view word, std::size_t rank) {
            return rank < kCommonestWords || needed.contains(std::string(word));
        },
        job);
    if (job.progress) job.progress(-1.0, "making the vectors of the queries");
    FoundWords found;
    found.words = std::make_shared<const TextVectors>(TextVectors::fit(read, trainingTexts, job));
    found.source = std::string(kWordsOf) + read.source;
    found.format = read.format;
    found.fileWords = read.fileWords;
    found.duplicates = read.duplicates;
    found.pieces = read.pieces;
    const Embeddings vectors = found.words->vectorsOf(texts, job);
    found.vectors = static_cast<std::size_t>((!vectors.col(0).array().isNaN()).count());
    requireVectors(vectors, learned, file);
    return found;
}

void giveWords(Workspace& workspace, Dataset& data, const FoundWords& found, const Job& job) {
    requireReplaceable(data);
    data.embedding = found.words->vectorsOf(textsOf(data), job);
    data.embeddingSource = found.source;
    job.check();
    // From here on it is done as a whole: vectors without their words would be half of it.
    storeWords(workspace, data.name, {found.source, found.words});
    workspace.saveEmbeddings(data.name, data.embeddingSource, data.embedding);
}

void takeWords(Workspace& workspace, const std::string& dataset, const Job& job) {
    const auto known = workspace.datasets(job);
    const auto data = std::ranges::find(known, dataset, &DatasetSummary::name);
    if (data == known.end() || !isOfWords(data->embeddingSource)) {
        throw Error(dataset, "It has no vectors of words", "There is nothing to take away");
    }
    workspace.saveEmbeddings(
        dataset, {}, Embeddings(static_cast<Eigen::Index>(data->queries), Eigen::Index{0}), job);
    removeWords(workspace, dataset);
}

std::string wordsFile(const std::string& source) {
    const std::string named = source.substr(isOfWords(source) ? kWordsOf.size() : 0);
    return named.substr(0, named.rfind(" ("));
}

}  // namespace orl
