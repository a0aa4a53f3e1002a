#include "core/predict/text_vectors.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/predict/predictor_state.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr double kRareWord = 1e-3;  ///< a, as in the paper
/// Below this share of a text's mean, what is left beside the common direction is rounding.
constexpr double kOnlyCommon = 1e-6;

/// Letters and digits make words; of what is not ASCII everything does.
bool isWordByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

std::string inSmallLetters(std::string_view word) {
    std::string small(word);
    for (char& c : small) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return small;
}

template <typename Use>
void forWords(std::string_view text, const Use& use) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && isWordByte(text[at])) continue;
        if (at > begin) use(text.substr(begin, at - begin));
        begin = at + 1;
    }
}

/// First right singular direction of the rows, by the power method; 0 where all rows are 0.
Eigen::RowVectorXd principalDirection(const Eigen::MatrixXd& rows, const Job& job) {
    constexpr int kIterations = 200;
    constexpr double kStill = 1e-12;
    Eigen::RowVectorXd direction = rows.colwise().sum();
    // Rows that cancel each other out: begin at the longest instead.
    if (direction.norm() < 1e-9 * rows.norm()) {
        Eigen::Index longest = 0;
        rows.rowwise().squaredNorm().maxCoeff(&longest);
        direction = rows.row(longest);
    }
    if (direction.isZero(0.0)) return direction;
    direction.normalize();
    for (int k = 0; k < kIterations; ++k) {
        job.check();
        const Eigen::VectorXd along = rows * direction.transpose();
        Eigen::RowVectorXd next = along.transpose() * rows;
        const double length = next.norm();
        if (length == 0.0) break;
        next /= length;
        const double moved = (next - direction).norm();
        direction = next;
        if (moved < kStill) break;
    }
    return direction;
}

}  // namespace

std::unordered_set<std::string> wordsIn(std::span<const std::string_view> texts) {
    std::unordered_set<std::string> words;
    for (const std::string_view text : texts) {
        forWords(text, [&](std::string_view word) {
            words.emplace(word);
            words.insert(inSmallLetters(word));
        });
    }
    return words;
}

TextVectors TextVectors::fit(const WordVectors& words, std::span<const std::string_view> texts,
                             const Job& job) {
    TextVectors made;
    made.m_words = words.words;
    made.m_vector = words.vectors;
    made.m_common = Eigen::RowVectorXd::Zero(made.m_vector.cols());
    made.index();
    std::vector<double> count(made.m_words.size(), 0.0);
    std::unordered_set<std::string_view> seen;
    WordCoverage& trained = made.m_trained;
    for (const std::string_view text : texts) {
        job.check();
        forWords(text, [&](std::string_view word) {
            const std::ptrdiff_t row = made.find(word);
            const bool isNew = seen.insert(word).second;
            ++trained.runningWords;
            if (isNew) ++trained.words;
            if (row < 0) return;
            ++trained.runningFound;
            if (isNew) ++trained.found;
            count[static_cast<std::size_t>(row)] += 1.0;
        });
    }
    if (trained.runningFound == 0) {
        throw Error(words.source, "none of its words is in the training texts",
                    "Bring vectors of the language that the queries are in");
    }
    const auto running = static_cast<double>(trained.runningWords);
    made.m_weight.reserve(count.size());
    for (const double each : count) {
        made.m_weight.push_back(kRareWord / (kRareWord + each / running));
    }
    Eigen::MatrixXd means(static_cast<Eigen::Index>(texts.size()), made.m_vector.cols());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        job.check();
        means.row(static_cast<Eigen::Index>(i)) = made.meanOf(texts[i]);
    }
    made.m_common = principalDirection(means, job);
    return made;
}

void TextVectors::index() {
    m_row.clear();
    m_row.reserve(m_words.size());
    for (std::size_t row = 0; row < m_words.size(); ++row) {
        m_row.emplace(m_words[row], static_cast<std::ptrdiff_t>(row));
    }
}

std::ptrdiff_t TextVectors::find(std::string_view word) const {
    if (const auto found = m_row.find(word); found != m_row.end()) return found->second;
    const auto found = m_row.find(inSmallLetters(word));
    return found == m_row.end() ? -1 : found->second;
}

Eigen::RowVectorXd TextVectors::meanOf(std::string_view text) const {
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(m_vector.cols());
    double count = 0.0;
    forWords(text, [&](std::string_view word) {
        const std::ptrdiff_t row = find(word);
        if (row < 0) return;
        sum += m_weight[static_cast<std::size_t>(row)] * m_vector.row(row).cast<double>();
        count += 1.0;
    });
    return sum / std::max(count, 1.0);
}

Matrix TextVectors::of(std::span<const std::string_view> texts) const {
    Matrix vectors = Matrix::Zero(static_cast<Eigen::Index>(texts.size()), m_vector.cols());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Eigen::RowVectorXd mean = meanOf(texts[i]);
        const Eigen::RowVectorXd own = mean - mean.dot(m_common) * m_common;
        const double length = own.norm();
        if (length <= kOnlyCommon * mean.norm()) continue;
        vectors.row(static_cast<Eigen::Index>(i)) = (own / length).cast<float>();
    }
    return vectors;
}

Embeddings TextVectors::vectorsOf(std::span<const std::string_view> texts, const Job& job) const {
    constexpr std::size_t kAtOnce = 512;
    Embeddings vectors(static_cast<Eigen::Index>(texts.size()), m_vector.cols());
    for (std::size_t first = 0; first < texts.size(); first += kAtOnce) {
        job.check();
        const std::size_t count = std::min(kAtOnce, texts.size() - first);
        vectors.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count)) =
            of(texts.subspan(first, count));
    }
    for (Eigen::Index row = 0; row < vectors.rows(); ++row) {
        if (vectors.row(row).isZero(0.0F)) {
            vectors.row(row).setConstant(std::numeric_limits<float>::quiet_NaN());
        }
    }
    return vectors;
}

WordCoverage TextVectors::coverage(std::span<const std::string_view> texts) const {
    WordCoverage coverage;
    std::unordered_set<std::string_view> seen;
    for (const std::string_view text : texts) {
        forWords(text, [&](std::string_view word) {
            const bool found = find(word) >= 0;
            ++coverage.runningWords;
            if (found) ++coverage.runningFound;
            if (!seen.insert(word).second) return;
            ++coverage.words;
            if (found) ++coverage.found;
        });
    }
    return coverage;
}

void TextVectors::write(ByteWriter& out) const {
    out.put(static_cast<std::uint64_t>(m_words.size()));
    for (const std::string& word : m_words) out.putText(word);
    out.putAll(std::span<const double>(m_weight));
    out.putMatrix(m_vector);
    out.putValues(m_common.array());
    for (const std::size_t count :
         {m_trained.words, m_trained.found, m_trained.runningWords, m_trained.runningFound}) {
        out.put(static_cast<std::uint64_t>(count));
    }
}

TextVectors TextVectors::read(ByteReader& in) {
    TextVectors made;
    const auto count = in.get<std::uint64_t>();
    in.require(count <= kMaxWords);
    for (std::uint64_t k = 0; k < count; ++k) made.m_words.push_back(in.getText());
    made.m_weight = in.getAll<double>();
    made.m_vector = in.getMatrix();
    made.m_common = in.getValues().matrix();
    for (std::size_t* const number : {&made.m_trained.words, &made.m_trained.found,
                                      &made.m_trained.runningWords, &made.m_trained.runningFound}) {
        *number = static_cast<std::size_t>(in.get<std::uint64_t>());
    }
    in.require(made.m_weight.size() == count &&
               made.m_vector.rows() == static_cast<Eigen::Index>(count) &&
               made.m_common.size() == made.m_vector.cols());
    made.index();
    return made;
}

const TextVectors* wordsOf(const Predictor& fit) {
    const Predictor::State& state = fit.state();
    return state.text ? state.text->words.get() : nullptr;
}

Predictor withWords(const Predictor& fit, std::shared_ptr<const TextVectors> words) {
    const Predictor::State& state = fit.state();
    if (!state.text || state.text->vectorIndex.vectors().cols() != words->dimensions()) {
        throw Error("predictor", "it was not fitted on vectors that these words make",
                    "Fit it again");
    }
    auto text = std::make_shared<Predictor::State::Text>(*state.text);
    text->words = std::move(words);
    auto made = std::make_shared<Predictor::State>(state);
    made->text = std::move(text);
    return Predictor(std::move(made));
}

}  // namespace orl
