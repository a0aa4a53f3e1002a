#include "core/predict/word_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/predict/predictor_state.h"

namespace orl {
namespace {

constexpr std::string_view kWordsMagic = "orlword";
constexpr std::uint32_t kWordsVersion = 1;
// Words are not of certain data: which vectors they made is told by their source.
constexpr std::uint64_t kOfAnyData = 0;
constexpr const char* kNoWords = "";

std::string wordsKey(const std::string& dataset) {
    return fmt::format("{}|words", dataset);
}

/// Vectors of the rows that have none; rows without a known word keep none.
/// @return whether there was any such row
bool fillVectors(const TextVectors& words, Dataset& data) {
    std::vector<Eigen::Index> rows;
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        if (data.hasEmbedding(i)) continue;
        rows.push_back(static_cast<Eigen::Index>(i));
        texts.emplace_back(data.queries[i].text);
    }
    if (rows.empty()) return false;
    if (data.embedding.cols() == 0) {
        data.embedding =
            Embeddings::Constant(static_cast<Eigen::Index>(data.queryCount()), words.dimensions(),
                                 std::numeric_limits<float>::quiet_NaN());
    }
    const Embeddings made = words.vectorsOf(texts);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        data.embedding.row(rows[k]) = made.row(static_cast<Eigen::Index>(k));
    }
    return true;
}

}  // namespace

void storeWords(Workspace& workspace, const std::string& dataset, const StoredWords& stored) {
    ByteWriter out;
    out.putText(stored.source);
    stored.words->write(out);
    workspace.savePredictor(wordsKey(dataset), dataset, kOfAnyData,
                            out.sealed(kWordsMagic, kWordsVersion));
}

std::optional<StoredWords> storedWords(const Workspace& workspace, const std::string& dataset) {
    const auto bytes = workspace.loadPredictor(wordsKey(dataset), kOfAnyData);
    if (!bytes || *bytes == kNoWords) return {};
    try {
        ByteReader in(*bytes, kWordsMagic, kWordsVersion);
        StoredWords stored;
        stored.source = in.getText();
        stored.words = std::make_shared<const TextVectors>(TextVectors::read(in));
        in.requireEnd();
        return stored;
    } catch (const Error&) {
        throw Error(dataset, "the words that are kept of its vectors cannot be read",
                    "Read the file of word vectors again");
    }
}

void removeWords(Workspace& workspace, const std::string& dataset) {
    if (workspace.loadPredictor(wordsKey(dataset), kOfAnyData)) {
        workspace.savePredictor(wordsKey(dataset), dataset, kOfAnyData, kNoWords);
    }
}

std::shared_ptr<const TextVectors> wordsBehind(const Workspace& workspace, const Dataset& data) {
    if (!isOfWords(data.embeddingSource)) return nullptr;
    const auto stored = storedWords(workspace, data.name);
    return stored && stored->source == data.embeddingSource ? stored->words : nullptr;
}

Predictor withWordsBehind(const Predictor& fit, const Workspace& workspace, const Dataset& data) {
    const Predictor::State& state = fit.state();
    if (!state.text || state.text->vectorIndex.size() == 0 || state.text->words) return fit;
    auto words = wordsBehind(workspace, data);
    return words ? withWords(fit, std::move(words)) : fit;
}

KeptWords::KeptWords(const Workspace& workspace, const std::string& dataset) : m_dataset(dataset) {
    const auto known = workspace.datasets();
    const auto found = std::ranges::find(known, dataset, &DatasetSummary::name);
    if (found == known.end() || !isOfWords(found->embeddingSource)) return;
    try {
        m_stored = storedWords(workspace, dataset);
    } catch (const Error&) {
        return;  // of no use to anybody, and no reason to refuse a new name
    }
    // Vectors from elsewhere have taken the place of theirs.
    if (m_stored && m_stored->source != found->embeddingSource) m_stored.reset();
}

void KeptWords::restore(Workspace& workspace, Dataset& data, const Job& job) const {
    if (!m_stored) return;
    if (data.name != m_dataset) removeWords(workspace, m_dataset);
    if (!data.embeddingSource.empty() && data.embeddingSource != m_stored->source) return;
    storeWords(workspace, data.name, *m_stored);
    if (!fillVectors(*m_stored->words, data)) return;
    data.embeddingSource = m_stored->source;
    workspace.saveEmbeddings(data.name, data.embeddingSource, data.embedding, job);
}

}  // namespace orl
