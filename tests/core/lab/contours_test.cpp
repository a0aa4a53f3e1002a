#include "core/lab/contours.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace orl {
namespace {

struct Field {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> height;

    Field(std::size_t columns, std::size_t rows,
          const std::function<double(double, double)>& heightAt) {
        // Uneven steps, as of ratios.
        for (std::size_t c = 0; c < columns; ++c) x.push_back(std::pow(1.07, double(c)) - 2.0);
        for (std::size_t r = 0; r < rows; ++r) y.push_back(0.1 * double(r) - 1.0);
        for (const double at : y) {
            for (const double along : x) height.push_back(heightAt(along, at));
        }
    }
    std::vector<ContourLine> lines(double level) const { return contourLines(x, y, height, level); }
    /// Height where a point lies on an edge of the grid; NaN where it lies on none.
    double onEdge(const ContourPoint& point) const {
        const auto column = std::ranges::find(x, point.x);
        const auto row = std::ranges::find(y, point.y);
        const auto share = [](double value, double from, double to) {
            return (value - from) / (to - from);
        };
        if (row != y.end()) {
            const auto r = std::size_t(row - y.begin());
            const auto above = std::ranges::upper_bound(x, point.x);
            if (column != x.end()) return height[r * x.size() + std::size_t(column - x.begin())];
            if (above == x.begin() || above == x.end()) return std::nan("");
            const auto c = std::size_t(above - x.begin());
            const double at = share(point.x, x[c - 1], x[c]);
            return std::lerp(height[r * x.size() + c - 1], height[r * x.size() + c], at);
        }
        const auto above = std::ranges::upper_bound(y, point.y);
        if (column == x.end() || above == y.begin() || above == y.end()) return std::nan("");
        const auto c = std::size_t(column - x.begin());
        const auto r = std::size_t(above - y.begin());
        const double at = share(point.y, y[r - 1], y[r]);
        return std::lerp(height[(r - 1) * x.size() + c], height[r * x.size() + c], at);
    }
};

TEST(Contours, OfAPlaneAreStraightLinesFromEdgeToEdge) {
    const Field plane(30, 21, [](double x, double y) { return 3.0 * x + 2.0 * y; });
    for (const double level : {-4.0, 0.3, 1.0, 7.1}) {
        const auto lines = plane.lines(level);
        ASSERT_EQ(lines.size(), 1U) << level;
        for (const ContourPoint& point : lines[0].points) {
            EXPECT_NEAR(3.0 * point.x + 2.0 * point.y, level, 1e-9);
        }
        for (const ContourPoint& end : {lines[0].points.front(), lines[0].points.back()}) {
            const bool atBorder = end.x == plane.x.front() || end.x == plane.x.back() ||
                                  end.y == plane.y.front() || end.y == plane.y.back();
            EXPECT_TRUE(atBorder);
        }
    }
    EXPECT_TRUE(plane.lines(1000.0).empty());
    EXPECT_TRUE(plane.lines(-1000.0).empty());
}

TEST(Contours, OfAConeIsOneClosedCircle) {
    std::vector<double> place;
    for (int k = 0; k <= 100; ++k) place.push_back(0.02 * k - 1.0);
    std::vector<double> height;
    for (const double y : place) {
        for (const double x : place) height.push_back(std::hypot(x - 0.013, y + 0.007));
    }
    const auto lines = contourLines(place, place, height, 0.7);
    ASSERT_EQ(lines.size(), 1U);
    const auto& points = lines[0].points;
    EXPECT_EQ(points.front(), points.back());
    double length = 0.0;
    for (std::size_t k = 0; k < points.size(); ++k) {
        EXPECT_NEAR(std::hypot(points[k].x - 0.013, points[k].y + 0.007), 0.7, 1e-3);
        if (k > 0)
            length += std::hypot(points[k].x - points[k - 1].x, points[k].y - points[k - 1].y);
    }
    EXPECT_NEAR(length, 2.0 * M_PI * 0.7, 5e-3);
}

/// Invariants over random fields with holes: every point lies on an edge of the grid and has the
/// level there; every square is passed by as many lines as its corners ask for; none by a hole.
TEST(Contours, PointsHaveTheLevelAndHolesBreakLines) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        const Field field(
            9, 7, [&](double, double) { return unit(random) < 0.1 ? std::nan("") : unit(random); });
        const double level = 0.2 + 0.6 * unit(random);
        std::size_t segments = 0;
        for (const ContourLine& line : field.lines(level)) {
            EXPECT_EQ(line.level, level);
            ASSERT_GE(line.points.size(), 2U);
            for (const ContourPoint& point : line.points) {
                EXPECT_NEAR(field.onEdge(point), level, 1e-9) << "seed " << seed;
            }
            segments += line.points.size() - 1;
        }
        std::size_t expected = 0;
        for (std::size_t r = 0; r + 1 < field.y.size(); ++r) {
            for (std::size_t c = 0; c + 1 < field.x.size(); ++c) {
                const std::size_t at = r * field.x.size() + c;
                const double corners[] = {field.height[at], field.height[at + 1],
                                          field.height[at + 1 + field.x.size()],
                                          field.height[at + field.x.size()]};
                int changes = 0;
                bool hole = false;
                for (int k = 0; k < 4; ++k) {
                    hole = hole || std::isnan(corners[k]);
                    changes += (corners[k] >= level) != (corners[(k + 1) % 4] >= level);
                }
                if (!hole) expected += std::size_t(changes / 2);
            }
        }
        EXPECT_EQ(segments, expected) << "seed " << seed;
    }
}

TEST(Contours, ASaddleGoesByItsMiddle) {
    const std::vector<double> place = {0.0, 1.0};
    // High at lower left and upper right; the middle is above, so the low corners are cut off.
    const auto joined = contourLines(place, place, std::vector<double>{1.0, 0.0, 0.0, 0.6}, 0.3);
    ASSERT_EQ(joined.size(), 2U);
    for (const ContourLine& line : joined) {
        const ContourPoint& a = line.points.front();
        const ContourPoint& b = line.points.back();
        const bool lowerRight = a.x + b.x > a.y + b.y;
        EXPECT_GT(std::abs((a.x + b.x) - (a.y + b.y)), 0.5);
        EXPECT_EQ(lowerRight, std::max(a.x, b.x) == 1.0 && std::min(a.y, b.y) == 0.0);
    }
    // The middle is below: the high corners are cut off.
    const auto apart = contourLines(place, place, std::vector<double>{1.0, 0.0, 0.0, 0.6}, 0.45);
    ASSERT_EQ(apart.size(), 2U);
    for (const ContourLine& line : apart) {
        const ContourPoint& a = line.points.front();
        const ContourPoint& b = line.points.back();
        EXPECT_GT(std::abs(a.x + b.x + a.y + b.y - 2.0), 0.2);
    }
}

TEST(Contours, ACornerAtTheLevelMakesNoLineOfNoLength) {
    const std::vector<double> place = {0.0, 1.0, 2.0};
    std::vector<double> height(9, 0.0);
    height[4] = 1.0;
    EXPECT_TRUE(contourLines(place, place, height, 1.0).empty());
    EXPECT_EQ(contourLines(place, place, height, 0.5).size(), 1U);
}

TEST(ContourLevels, AreNumbersThatPeopleName) {
    const auto levels = contourLevels(std::vector<double>{0.31, 0.62, std::nan("")}, 6);
    const std::vector<double> expected = {0.35, 0.4, 0.45, 0.5, 0.55, 0.6};
    const std::vector<double> coarser = {0.4, 0.5, 0.6};
    ASSERT_TRUE(levels.size() == expected.size() || levels.size() == coarser.size());
    for (const double level : levels) {
        EXPECT_NEAR(level * 20.0, std::round(level * 20.0), 1e-9);
        EXPECT_GT(level, 0.31);
        EXPECT_LT(level, 0.62);
    }
    const auto decades = contourLevels(std::vector<double>{0.9, 45.0}, 6);
    EXPECT_EQ(decades, (std::vector<double>{1.0, 2.0, 5.0, 10.0, 20.0}));
    EXPECT_TRUE(contourLevels(std::vector<double>{3.0, 3.0}, 6).empty());
    EXPECT_TRUE(contourLevels(std::vector<double>{std::nan("")}, 6).empty());
    EXPECT_TRUE(contourLevels({}, 6).empty());
}

}  // namespace
}  // namespace orl
