#include "core/lab/contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace orl {

namespace {

/// Squares between the places of a grid. An edge is named by the place at its lower or left end.
class Squares {
  public:
    Squares(std::span<const double> x, std::span<const double> y, std::span<const double> height,
            double level)
        : m_x(x), m_y(y), m_height(height), m_level(level) {}

    using Edge = std::size_t;
    using Segment = std::pair<Edge, Edge>;

    std::vector<Segment> segments() const {
        std::vector<Segment> found;
        for (std::size_t row = 0; row + 1 < m_y.size(); ++row) {
            for (std::size_t column = 0; column + 1 < m_x.size(); ++column) {
                addSquare(column, row, found);
            }
        }
        return found;
    }

    ContourPoint pointOn(Edge edge) const {
        const std::size_t place = edge / 2;
        const std::size_t column = place % m_x.size();
        const std::size_t row = place / m_x.size();
        const bool up = edge % 2 == 1;
        const double from = m_height[place];
        const double to = m_height[up ? place + m_x.size() : place + 1];
        const double share = (m_level - from) / (to - from);
        ContourPoint point{m_x[column], m_y[row]};
        if (up) {
            point.y += share * (m_y[row + 1] - m_y[row]);
        } else {
            point.x += share * (m_x[column + 1] - m_x[column]);
        }
        return point;
    }

  private:
    bool above(double height) const { return height >= m_level; }

    void addSquare(std::size_t column, std::size_t row, std::vector<Segment>& found) const {
        const std::size_t place = row * m_x.size() + column;
        // Around the square: lower left, lower right, upper right, upper left.
        const std::array<std::size_t, 4> corner = {place, place + 1, place + 1 + m_x.size(),
                                                   place + m_x.size()};
        const std::array<Edge, 4> edge = {2 * place, 2 * (place + 1) + 1, 2 * (place + m_x.size()),
                                          2 * place + 1};
        double middle = 0.0;
        for (const std::size_t at : corner) middle += m_height[at] / 4.0;
        if (!std::isfinite(middle)) return;
        std::array<Edge, 4> crossed{};
        std::size_t count = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const bool one = above(m_height[corner[k]]);
            if (one != above(m_height[corner[(k + 1) % 4]])) crossed[count++] = edge[k];
        }
        if (count == 2) found.emplace_back(crossed[0], crossed[1]);
        if (count != 4) return;
        // A middle on the side of the first corner joins that one to the opposite: the lines go
        // around the two others.
        const bool joined = above(middle) == above(m_height[corner[0]]);
        found.emplace_back(crossed[0], crossed[joined ? 1 : 3]);
        found.emplace_back(crossed[2], crossed[joined ? 3 : 1]);
    }

    std::span<const double> m_x;
    std::span<const double> m_y;
    std::span<const double> m_height;
    double m_level;
};

/// Segments end to end. An edge is shared by two squares, so at most two segments meet on it.
class Chains {
  public:
    explicit Chains(std::vector<Squares::Segment> segments)
        : m_segments(std::move(segments)), m_used(m_segments.size(), false) {
        for (std::size_t s = 0; s < m_segments.size(); ++s) {
            m_at[m_segments[s].first].push_back(s);
            m_at[m_segments[s].second].push_back(s);
        }
    }

    std::vector<std::vector<Squares::Edge>> all() {
        std::vector<std::vector<Squares::Edge>> lines;
        for (std::size_t s = 0; s < m_segments.size(); ++s) {
            if (m_used[s]) continue;
            m_used[s] = true;
            std::vector<Squares::Edge> line = follow(m_segments[s].second);
            std::vector<Squares::Edge> before = follow(m_segments[s].first);
            std::ranges::reverse(before);
            before.insert(before.end(), line.begin(), line.end());
            lines.push_back(std::move(before));
        }
        return lines;
    }

  private:
    /// From an end on, as far as it goes; a closed line comes back to where it began.
    std::vector<Squares::Edge> follow(Squares::Edge end) {
        std::vector<Squares::Edge> line = {end};
        for (;;) {
            const auto& meeting = m_at[end];
            const auto next =
                std::ranges::find_if(meeting, [this](std::size_t s) { return !m_used[s]; });
            if (next == meeting.end()) return line;
            m_used[*next] = true;
            const auto& [first, second] = m_segments[*next];
            end = first == end ? second : first;
            line.push_back(end);
        }
    }

    std::vector<Squares::Segment> m_segments;
    std::vector<bool> m_used;
    std::unordered_map<Squares::Edge, std::vector<std::size_t>> m_at;
};

constexpr std::array kNiceFactors = {1.0, 2.0, 5.0};

double niceAbove(double rough) {
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : kNiceFactors) {
        if (factor * power >= rough) return factor * power;
    }
    return 10.0 * power;
}

}  // namespace

std::vector<ContourLine> contourLines(std::span<const double> x, std::span<const double> y,
                                      std::span<const double> height, double level) {
    const Squares squares(x, y, height, level);
    std::vector<ContourLine> lines;
    for (const auto& chain : Chains(squares.segments()).all()) {
        ContourLine line;
        line.level = level;
        line.points.reserve(chain.size());
        for (const Squares::Edge edge : chain) {
            const ContourPoint point = squares.pointOn(edge);
            // Where a corner has the level, two edges are cut at the same place.
            if (line.points.empty() || point != line.points.back()) line.points.push_back(point);
        }
        if (line.points.size() > 1) lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<double> contourLevels(std::span<const double> height, int about) {
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const double each : height) {
        if (!std::isfinite(each)) continue;
        least = std::min(least, each);
        most = std::max(most, each);
    }
    std::vector<double> levels;
    if (!(most > least) || about < 1) return levels;
    constexpr double kDecade = 10.0;
    if (least > 0.0 && most > kDecade * least) {
        const int first = static_cast<int>(std::floor(std::log10(least)));
        const int last = static_cast<int>(std::ceil(std::log10(most)));
        for (int power = first; power <= last; ++power) {
            for (const double factor : kNiceFactors) {
                const double level = factor * std::pow(10.0, power);
                if (level > least && level < most) levels.push_back(level);
            }
        }
        return levels;
    }
    const double step = niceAbove((most - least) / about);
    const double from = std::floor(least / step) + 1.0;
    for (int k = 0; (from + k) * step < most; ++k) levels.push_back((from + k) * step);
    return levels;
}

}  // namespace orl
