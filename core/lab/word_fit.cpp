#include "core/lab/word_fit.h"

#include <fmt/format.h>

#include <limits>

#include "core/support/error.h"

namespace orl {

GivenWords giveWordVectors(Workspace& workspace, Dataset& data,
                           std::span<const std::size_t> learned, const std::filesystem::path& file,
                           const Job& job) {
    if (!data.embeddingSource.empty() && !data.embeddingSource.starts_with(kWordsOf)) {
        throw Error(
            data.name,
            fmt::format("It has vectors of its own ({}), which those of words would replace",
                        data.embeddingSource),
            "Import the data under another name and fit that on the words");
    }
    std::vector<std::string_view> texts, trainingTexts;
    texts.reserve(data.queryCount());
    trainingTexts.reserve(learned.size());
    for (const Query& query : data.queries) texts.emplace_back(query.text);
    for (const std::size_t row : learned) trainingTexts.push_back(texts[row]);
    const auto needed = wordsIn(texts);
    const WordVectors read = readWordVectors(
        file,
        [&](std::string_view word, std::size_t rank) {
            return rank < kCommonestWords || needed.contains(std::string(word));
        },
        job);
    GivenWords given;
    given.words = std::make_shared<const TextVectors>(TextVectors::fit(read, trainingTexts, job));
    given.format = read.format;
    given.fileWords = read.fileWords;
    given.duplicates = read.duplicates;
    given.pieces = read.pieces;
    given.training = given.words->coverage(trainingTexts);
    data.embedding = given.words->of(texts);
    for (Eigen::Index row = 0; row < data.embedding.rows(); ++row) {
        if (data.embedding.row(row).isZero(0.0F)) {
            data.embedding.row(row).setConstant(std::numeric_limits<float>::quiet_NaN());
        } else {
            ++given.vectors;
        }
    }
    data.embeddingSource = std::string(kWordsOf) + read.source;
    workspace.saveEmbeddings(data.name, data.embeddingSource, data.embedding, job);
    return given;
}

}  // namespace orl
