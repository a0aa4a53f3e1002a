#include "ui/charts/nearest_point.h"

#include <QtTest>
#include <cmath>
#include <random>

#include "ui_test.h"

namespace orl {

namespace {

std::optional<std::size_t> byLooking(const std::vector<QPointF>& points, QPointF at, double reach) {
    std::optional<std::size_t> best;
    double least = reach * reach;
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double x = points[k].x() - at.x();
        const double y = points[k].y() - at.y();
        if (x * x + y * y <= least) {
            least = x * x + y * y;
            best = k;
        }
    }
    return best;
}

}  // namespace

class NearestPointTest : public QObject {
    Q_OBJECT
  private slots:
    void findsWhatLookingAtAllFinds();
    void theLastOfSeveralAtOnePlaceIsOnTop();
    void nothingIsNothing();
};

void NearestPointTest::findsWhatLookingAtAllFinds() {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> coarse(0, 30);  // many at one place, many as near
    std::uniform_real_distribution<double> fine(0.0, 800.0);
    NearestPoint tree;
    for (const bool ties : {true, false}) {
        for (const std::size_t count : {1U, 2U, 17U, 400U, 5000U}) {
            std::vector<QPointF> points;
            for (std::size_t k = 0; k < count; ++k) {
                points.push_back(ties ? QPointF(coarse(random), coarse(random))
                                      : QPointF(fine(random), fine(random)));
            }
            tree.setPoints(points);
            for (int k = 0; k < 200; ++k) {
                const QPointF at = ties ? QPointF(coarse(random), coarse(random) + 0.5)
                                        : QPointF(fine(random), fine(random));
                for (const double reach : {0.5, 3.0, 24.0}) {
                    QCOMPARE(tree.within(at, reach), byLooking(points, at, reach));
                }
            }
        }
    }
}

void NearestPointTest::theLastOfSeveralAtOnePlaceIsOnTop() {
    NearestPoint tree;
    tree.setPoints({{1, 1}, {5, 5}, {5, 5}, {9, 9}});
    QCOMPARE(tree.within({5, 5}, 0.0), std::optional<std::size_t>(2));
    QCOMPARE(tree.within({3, 3}, 10.0), std::optional<std::size_t>(2));
}

void NearestPointTest::nothingIsNothing() {
    NearestPoint tree;
    QVERIFY(!tree.within({0, 0}, 1e9));
    tree.setPoints({{std::nan(""), 1}, {2, std::nan("")}});
    QCOMPARE(tree.size(), std::size_t(2));
    QVERIFY(!tree.within({2, 1}, 1e9));
    tree.setPoints({{std::nan(""), 1}, {4, 4}});
    QCOMPARE(tree.within({2, 1}, 10.0), std::optional<std::size_t>(1));
    QVERIFY(!tree.within({2, 1}, 2.0));
}

ORL_UI_TEST(NearestPointTest);

}  // namespace orl

#include "nearest_point_test.moc"
