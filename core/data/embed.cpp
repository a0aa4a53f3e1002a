#include "core/data/embed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

namespace orl {

namespace {

/// The different texts of a data set, and which of them each query has.
struct Texts {
    explicit Texts(const Dataset& data) {
        std::unordered_map<std::string_view, std::size_t> known;
        for (const Query& query : data.queries) {
            const auto [place, isNew] = known.try_emplace(query.text, different.size());
            if (isNew) different.emplace_back(query.text);
            ofQuery.push_back(place->second);
        }
    }
    std::vector<std::string_view> different;
    std::vector<std::size_t> ofQuery;
};

/// Of the rows of cachedEmbeddings(), those that nothing is kept of.
std::vector<std::size_t> openRows(const Embeddings& vectors) {
    std::vector<std::size_t> open;
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
        if (vectors.cols() == 0 || std::isnan(vectors(i, 0))) {
            open.push_back(static_cast<std::size_t>(i));
        }
    }
    return open;
}

void requireSameTexts(const Workspace& workspace, const Dataset& data, const Job& job) {
    const Dataset now = workspace.loadDataset(data.name, job);
    if (!std::ranges::equal(now.queries, data.queries, {}, &Query::text, &Query::text)) {
        throw Error(data.name, "its queries have changed while they were embedded",
                    "Start again: what was answered is kept");
    }
}

void checkAnswer(const Embeddings& answer, std::size_t asked, const Embeddings& vectors,
                 const EmbedOptions& options) {
    if (static_cast<std::size_t>(answer.rows()) != asked || answer.cols() == 0 ||
        !answer.array().isFinite().all()) {
        throw Error(options.source,
                    fmt::format("{} texts were answered with {} × {} numbers, or some are not "
                                "finite",
                                asked, answer.rows(), answer.cols()),
                    "Check that it is an embedding model");
    }
    if (vectors.cols() > 0 && answer.cols() != vectors.cols()) {
        throw Error(options.source,
                    fmt::format("it answers with vectors of {} numbers, but those kept of \"{}\" "
                                "have {}",
                                answer.cols(), options.model, vectors.cols()),
                    "Forget the kept ones and embed afresh, or ask the model that made them");
    }
    const auto rows = static_cast<std::size_t>(vectors.rows());
    if (rows > kMaxEmbeddingBytes / (static_cast<std::size_t>(answer.cols()) * sizeof(float))) {
        throw Error(options.source,
                    fmt::format("the vectors need more than {} MB", kMaxEmbeddingBytes >> 20U),
                    "Choose a model with shorter vectors, or a smaller data set");
    }
}

}  // namespace

EmbedCount countEmbedded(const Workspace& workspace, const Dataset& data, const std::string& model,
                         const Job& job) {
    const Texts texts(data);
    const Embeddings vectors = workspace.cachedEmbeddings(model, texts.different, job);
    const std::size_t kept = texts.different.size() - openRows(vectors).size();
    return {data.queryCount(), texts.different.size(), kept,
            static_cast<std::size_t>(vectors.cols())};
}

EmbedSummary embedDataset(Workspace& workspace, const EmbedOptions& options, const EmbedTexts& ask,
                          const Job& job) {
    const Dataset data = workspace.loadDataset(options.dataset, job);
    const Texts texts(data);
    Embeddings vectors = workspace.cachedEmbeddings(options.model, texts.different, job);
    const std::vector<std::size_t> open = openRows(vectors);
    const std::size_t batch = std::max<std::size_t>(options.batch, 1);
    ProgressMeter meter(job, "embedding");
    for (std::size_t first = 0; first < open.size(); first += batch) {
        meter.update(static_cast<double>(first) / static_cast<double>(open.size()));
        const auto rows = std::span(open).subspan(first, std::min(batch, open.size() - first));
        std::vector<std::string_view> question;
        for (const std::size_t row : rows) question.push_back(texts.different[row]);
        const Embeddings answer = ask(question, job);
        checkAnswer(answer, question.size(), vectors, options);
        workspace.cacheEmbeddings(options.model, question, answer);
        if (vectors.cols() == 0) {
            vectors = Embeddings::Constant(vectors.rows(), answer.cols(),
                                           std::numeric_limits<float>::quiet_NaN());
        }
        for (std::size_t k = 0; k < rows.size(); ++k) {
            vectors.row(static_cast<Eigen::Index>(rows[k])) =
                answer.row(static_cast<Eigen::Index>(k));
        }
    }
    Embeddings ofQueries(static_cast<Eigen::Index>(data.queryCount()), vectors.cols());
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        ofQueries.row(static_cast<Eigen::Index>(i)) =
            vectors.row(static_cast<Eigen::Index>(texts.ofQuery[i]));
    }
    if (!open.empty()) requireSameTexts(workspace, data, job);
    workspace.saveEmbeddings(options.dataset, options.source, ofQueries, job);
    return {data.queryCount(), static_cast<std::size_t>(vectors.cols()), open.size(),
            texts.different.size() - open.size()};
}

}  // namespace orl
