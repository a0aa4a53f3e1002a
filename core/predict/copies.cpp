#include "core/predict/copies.h"

#include <algorithm>
#include <cmath>

#include "core/support/blanks.h"
#include "core/support/hash.h"

namespace orl {
namespace {

/// ε where the training data repeat nothing, and how many repeats that is worth beside theirs; of a
/// model with few repeats the pool's ε is worth as many.
constexpr double kUsualChange = 0.1;
constexpr double kUsualRepeats = 10.0;

std::uint64_t textHash(std::string_view text) {
    Fingerprint hash;
    hash.add(text);
    return hash.value();
}

/// Evidence of one outcome; 0 where it is missing.
double signOf(double score) {
    return std::isnan(score) ? 0.0 : 2.0 * std::clamp(score, 0.0, 1.0) - 1.0;
}

/// Log-odds that n outcomes add, `right` of them right, where a repeat differs with chance ε: those
/// that a Beta law of mean one half has gained, whose draws differ as often.
double shiftOf(double right, double n, double change) {
    if (n <= 0.0 || change >= 0.5) return 0.0;
    const double strength = change / (1.0 - 2.0 * change);  // of each side
    right = std::clamp(right, 0.0, n);                      // sums of fractions are rounded
    return std::log((strength + right) / (strength + n - right));
}

/// Outcomes of a model on queries of one text.
struct Repeats {
    double count = 0.0, sum = 0.0, squares = 0.0;

    void add(double score) {
        if (std::isnan(score)) return;
        const double y = std::clamp(score, 0.0, 1.0);
        count += 1.0;
        sum += y;
        squares += y * y;
    }
    /// n outcomes are n − 1 repeats; they differ as often as the pairs among them do.
    double repeats() const { return std::max(0.0, count - 1.0); }
    double changes() const {
        return count > 1.0 ? 2.0 / count * (sum * (count - 1.0) - sum * sum + squares) : 0.0;
    }
};

}  // namespace

Copies Copies::fit(std::span<const std::string_view> texts, const Grid& score, const Job& job) {
    constexpr std::size_t kRowsBetweenChecks = 16'384;
    Copies copies;
    std::vector<std::pair<std::uint64_t, Eigen::Index>> rows;
    rows.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i % kRowsBetweenChecks == 0) job.check();
        const std::string_view text = stripped(texts[i]);
        if (!text.empty()) rows.emplace_back(textHash(text), static_cast<Eigen::Index>(i));
    }
    std::sort(rows.begin(), rows.end());
    for (const auto& [text, row] : rows) {
        if (copies.m_text.empty() || copies.m_text.back() != text) {
            copies.m_text.push_back(text);
            copies.m_count.push_back(0);
        }
        ++copies.m_count.back();
    }
    const Eigen::Index models = score.cols();
    copies.m_seen.setZero(static_cast<Eigen::Index>(copies.m_text.size()), models);
    copies.m_known = copies.m_seen;
    PerModel repeats = PerModel::Zero(models);
    PerModel changes = PerModel::Zero(models);
    auto next = rows.begin();
    for (std::size_t k = 0; k < copies.m_text.size(); ++k) {
        if (k % kRowsBetweenChecks == 0) job.check();
        const auto end = next + copies.m_count[k];
        for (Eigen::Index j = 0; j < models; ++j) {
            Repeats of;
            double seen = 0.0;
            for (auto row = next; row != end; ++row) {
                of.add(score(row->second, j));
                seen += signOf(score(row->second, j));
            }
            copies.m_seen(static_cast<Eigen::Index>(k), j) = static_cast<float>(seen);
            copies.m_known(static_cast<Eigen::Index>(k), j) = static_cast<float>(of.count);
            repeats(j) += of.repeats();
            changes(j) += of.changes();
        }
        next = end;
    }
    const double pooled =
        (changes.sum() + kUsualRepeats * kUsualChange) / (repeats.sum() + kUsualRepeats);
    // Beyond one half a right answer would count against itself.
    copies.m_change = ((changes + kUsualRepeats * pooled) / (repeats + kUsualRepeats)).min(0.5);
    return copies;
}

std::ptrdiff_t Copies::find(std::string_view text) const {
    const std::string_view bare = stripped(text);
    if (bare.empty()) return -1;
    const std::uint64_t hash = textHash(bare);
    const auto found = std::lower_bound(m_text.begin(), m_text.end(), hash);
    return found == m_text.end() || *found != hash ? -1 : found - m_text.begin();
}

std::size_t Copies::count(std::string_view text) const {
    const std::ptrdiff_t at = find(text);
    return at < 0 ? 0 : m_count[static_cast<std::size_t>(at)];
}

PerModel Copies::shift(std::string_view text) const {
    const std::ptrdiff_t at = find(text);
    PerModel shift = PerModel::Zero(m_change.size());
    for (Eigen::Index j = 0; at >= 0 && j < shift.size(); ++j) {
        const auto known = static_cast<double>(m_known(at, j));
        shift(j) = shiftOf(0.5 * (known + static_cast<double>(m_seen(at, j))), known, m_change(j));
    }
    return shift;
}

Grid Copies::shiftByOthers(std::span<const std::string_view> texts, const Grid& score) const {
    Grid shift = Grid::Zero(score.rows(), score.cols());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::ptrdiff_t at = find(texts[i]);
        if (at < 0 || m_count[static_cast<std::size_t>(at)] < 2) continue;
        const auto row = static_cast<Eigen::Index>(i);
        for (Eigen::Index j = 0; j < score.cols(); ++j) {
            const double own = score(row, j);
            const double known =
                static_cast<double>(m_known(at, j)) - (std::isnan(own) ? 0.0 : 1.0);
            const double seen = static_cast<double>(m_seen(at, j)) - signOf(own);
            shift(row, j) = shiftOf(0.5 * (known + seen), known, m_change(j));
        }
    }
    return shift;
}

void Copies::write(ByteWriter& out) const {
    out.putAll(std::span<const std::uint64_t>(m_text));
    out.putAll(std::span<const std::uint32_t>(m_count));
    out.putMatrix(m_seen);
    out.putMatrix(m_known);
    out.putValues(m_change);
}

Copies Copies::read(ByteReader& in) {
    Copies copies;
    copies.m_text = in.getAll<std::uint64_t>();
    copies.m_count = in.getAll<std::uint32_t>();
    copies.m_seen = in.getMatrix();
    copies.m_known = in.getMatrix();
    copies.m_change = in.getValues();
    return copies;
}

bool Copies::matches(std::size_t rows, Eigen::Index models) const {
    std::uint64_t counted = 0;
    for (const std::uint32_t count : m_count) counted += count;
    return m_count.size() == m_text.size() && counted <= rows &&
           m_seen.rows() == static_cast<Eigen::Index>(m_text.size()) && m_seen.cols() == models &&
           m_known.rows() == m_seen.rows() && m_known.cols() == models &&
           (m_seen.array().abs() <= m_known.array()).all() && m_change.size() == models &&
           (m_change > 0.0).all() && (m_change <= 0.5).all() &&
           std::is_sorted(m_text.begin(), m_text.end()) && m_known.allFinite();
}

}  // namespace orl
