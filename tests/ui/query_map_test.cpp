#include "ui/charts/query_map.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QWheelEvent>

#include "core/support/random.h"
#include "ui/pages/queries/map_panel.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The map by itself, and as it follows the session.
class QueryMapTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aLassoHoldsWhatIsInside();
    void shiftAddsAndAltRemoves();
    void aClickChoosesTheNearestPoint();
    void hiddenClassesAreNotThere();
    void theWheelKeepsWhatIsUnderThePointer();
    void selectedPointsStandOut();
    void colouredLiveWhileAlphaMoves();
    void aLassoIsTheWindowsSelection();
    void whatIsMissingSaysWhy();
    void anotherFitIsLaidOutAnew();

  private:
    static QueryMapChart* chart(std::size_t queries);
    static QWidget* surface(const QueryMapChart& map) { return map.plots()[0]->viewport(); }
    static QPoint pixel(const QueryMapChart& map, double x, double y) {
        const QRectF area = map.plots()[0]->plotArea();
        return (area.topLeft() + map.view().toPixel({x, y}, area.size())).toPoint();
    }
    static void drag(const QueryMapChart& map, const QList<QPointF>& places,
                     Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    /// Not by the cursor, under which another window may lie.
    static void moveTo(const QueryMapChart& map, QPoint at) {
        QMouseEvent event(QEvent::MouseMove, QPointF(at), surface(map)->mapToGlobal(QPointF(at)),
                          Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(surface(map), &event);
    }
    Session& session() const { return m_window->session(); }
    std::unique_ptr<QueryMapPanel> panel() const {
        auto made = std::make_unique<QueryMapPanel>(session());
        made->resize(464, 372);
        made->show();
        return made;
    }
    static bool laidOut(QueryMapPanel& panel) {
        return QTest::qWaitFor([&] { return !panel.isBusy(); }, kPatience);
    }
};

/// Places at random, every other one of the second class.
QueryMapChart* QueryMapTest::chart(std::size_t queries) {
    Random random(3);
    std::vector<float> x(queries);
    std::vector<float> y(queries);
    MapColours colours;
    colours.classes = {{"a", "first", Qt::blue}, {"b", "second", QColor(255, 128, 0)}};
    for (std::size_t i = 0; i < queries; ++i) {
        x[i] = float(random.uniform());
        y[i] = float(random.uniform());
        colours.of.push_back(std::uint8_t(i % 2));
    }
    auto* map = new QueryMapChart;
    map->resize(520, 400);
    map->show();
    map->setPlaces(std::make_shared<const MapPlaces>(std::move(x), std::move(y)));
    map->setColours(std::move(colours));
    QCoreApplication::processEvents();
    map->plots()[0]->viewport()->grab();  // lays the view out
    return map;
}

void QueryMapTest::drag(const QueryMapChart& map, const QList<QPointF>& places,
                        Qt::KeyboardModifiers modifiers) {
    const auto send = [&](QEvent::Type type, QPointF place, Qt::MouseButtons held) {
        const QPointF at(pixel(map, place.x(), place.y()));
        QMouseEvent event(type, at, surface(map)->mapToGlobal(at), Qt::LeftButton, held, modifiers);
        QCoreApplication::sendEvent(surface(map), &event);
    };
    send(QEvent::MouseButtonPress, places.front(), Qt::LeftButton);
    for (const QPointF& place : places) send(QEvent::MouseMove, place, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, places.back(), Qt::NoButton);
}

void QueryMapTest::aLassoHoldsWhatIsInside() {
    const std::unique_ptr<QueryMapChart> map(chart(2000));
    std::vector<std::uint32_t> found;
    connect(map.get(), &QueryMapChart::lassoed, this,
            [&](const std::vector<std::uint32_t>& queries, LassoMode) { found = queries; });
    drag(*map, {{0.2, 0.2}, {0.6, 0.2}, {0.4, 0.7}});
    // Corners lie on whole pixels: points within one of an edge may be on either side.
    const double near = 1.5 / map->view().scale;
    std::vector<bool> in(2000, false);
    for (const std::uint32_t i : found) in[i] = true;
    for (std::size_t i = 0; i < 2000; ++i) {
        const double x = double(map->places()->x[i]);
        const double y = double(map->places()->y[i]);
        const double left = 0.2 + 0.4 * (y - 0.2);
        const double right = 0.6 - 0.4 * (y - 0.2);
        if (std::abs(y - 0.2) < near || std::abs(x - left) < 2 * near ||
            std::abs(x - right) < 2 * near) {
            continue;
        }
        QCOMPARE(bool(in[i]), y > 0.2 && x > left && x < right);
    }
    QVERIFY(found.size() > 100);
    QVERIFY(std::ranges::is_sorted(found));
    // With Ctrl, a rectangle between two corners.
    drag(*map, {{0.1, 0.1}, {0.5, 0.9}}, Qt::ControlModifier);
    for (const std::uint32_t i : found) {
        QVERIFY(map->places()->x[i] < 0.51F && map->places()->x[i] > 0.09F);
    }
    QVERIFY(found.size() > 500);
}

void QueryMapTest::shiftAddsAndAltRemoves() {
    const std::unique_ptr<QueryMapChart> map(chart(50));
    std::vector<LassoMode> modes;
    connect(map.get(), &QueryMapChart::lassoed, this,
            [&](const std::vector<std::uint32_t>&, LassoMode mode) { modes.push_back(mode); });
    const QList<QPointF> path = {{0.1, 0.1}, {0.9, 0.1}, {0.5, 0.9}};
    drag(*map, path);
    drag(*map, path, Qt::ShiftModifier);
    drag(*map, path, Qt::AltModifier);
    QCOMPARE(modes, (std::vector{LassoMode::Replace, LassoMode::Add, LassoMode::Remove}));
}

void QueryMapTest::aClickChoosesTheNearestPoint() {
    const std::unique_ptr<QueryMapChart> map(chart(40));
    std::optional<std::size_t> chosen;
    connect(map.get(), &QueryMapChart::pointChosen, this, [&](std::size_t i) { chosen = i; });
    map->setHoverText([](std::size_t i) {
        return std::vector<PlotView::HoverLine>{{QString::number(i), {}}};
    });
    const QPoint at = pixel(*map, double(map->places()->x[7]), double(map->places()->y[7]));
    moveTo(*map, at);
    QCOMPARE(map->plots()[0]->hoverBox().size(), std::size_t(1));
    QCOMPARE(map->plots()[0]->hoverBox()[0].text, QString("7"));
    QTest::mouseClick(surface(*map), Qt::LeftButton, {}, at);
    QCOMPARE(chosen, std::optional<std::size_t>(7));
}

void QueryMapTest::hiddenClassesAreNotThere() {
    const std::unique_ptr<QueryMapChart> map(chart(400));
    map->setSeriesVisible("b", false);
    std::vector<std::uint32_t> found;
    connect(map.get(), &QueryMapChart::lassoed, this,
            [&](const std::vector<std::uint32_t>& queries, LassoMode) { found = queries; });
    drag(*map, {{-0.02, -0.02}, {1.02, 1.02}}, Qt::ControlModifier);
    QCOMPARE(found.size(), std::size_t(200));
    for (const std::uint32_t i : found) QCOMPARE(i % 2, 0U);
    QCOMPARE(map->csv().count('\n'), 201);
}

void QueryMapTest::theWheelKeepsWhatIsUnderThePointer() {
    const std::unique_ptr<QueryMapChart> map(chart(40));
    const double before = map->view().scale;
    const QPoint at = pixel(*map, 0.3, 0.8);
    const auto turn = [&](int steps) {
        QWheelEvent event(at, surface(*map)->mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(surface(*map), &event);
    };
    turn(5);
    QVERIFY(map->view().scale > 2.0 * before);
    QVERIFY((pixel(*map, 0.3, 0.8) - at).manhattanLength() <= 2);
    QTest::mouseDClick(surface(*map), Qt::LeftButton, {}, {5, 5});
    surface(*map)->grab();
    QCOMPARE(map->view().scale, before);
    turn(-3);  // never farther away than everything
    surface(*map)->grab();
    QCOMPARE(map->view().scale, before);
}

void QueryMapTest::selectedPointsStandOut() {
    const std::vector<float> x = {0.25F, 0.75F};
    const std::vector<float> y = {0.5F, 0.5F};
    const std::vector<std::uint8_t> of = {0, 0};
    const std::vector<RasterColour> colours = {{qRgb(0, 0, 255), 1.0}};
    const RasterView view{100.0, {0.5, 0.5}};
    const auto at = [&](const std::vector<std::uint8_t>& inside) {
        const QImage image =
            rasterOf({x, y, of, inside}, colours, view, {100, 100}, 1.0, qRgb(255, 255, 255));
        return std::pair(qRed(image.pixel(25, 50)), qRed(image.pixel(75, 50)));
    };
    const auto [both, other] = at({});
    QCOMPARE(both, other);
    QVERIFY(both < 40);
    const auto [selected, faded] = at({1, 0});
    QVERIFY(selected < 20);
    QVERIFY(faded > 150 && faded < 200);  // 34 % of the colour
}

void QueryMapTest::colouredLiveWhileAlphaMoves() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const auto map = panel();
    QVERIFY(laidOut(*map));
    QVERIFY(!map->isEmpty());
    const auto places = map->places();
    for (const double alpha : {0.3, 0.6, 0.75}) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = alpha;
        session().edit(next, "alpha");
        QVERIFY(settle());
        QCOMPARE(map->places(), places);
        for (std::size_t i = 0; i < solved().assignment->size(); ++i) {
            QCOMPARE(int(map->colours().of[i]), (*solved().assignment)[i]);
        }
    }
}

void QueryMapTest::aLassoIsTheWindowsSelection() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const auto map = panel();
    QVERIFY(laidOut(*map));
    surface(*map)->grab();
    drag(*map, {{-0.02, -0.02}, {0.5, 1.02}}, Qt::ControlModifier);
    QVERIFY(session().selection());
    const auto left = session().selection()->rows;
    QCOMPARE(session().selection()->reason, std::string("lasso on the map"));
    drag(*map, {{-0.02, -0.02}, {1.02, 0.5}}, Qt::ControlModifier | Qt::ShiftModifier);
    const auto both = session().selection()->rows;
    QVERIFY(std::ranges::includes(both, left) && both.size() > left.size());
    drag(*map, {{-0.02, -0.02}, {0.5, 1.02}}, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(session().selection()->rows.size(), both.size() - left.size());
    QVERIFY(map->legend()->entries()[0].note.contains('/'));
    // Nothing inside: nothing is selected.
    drag(*map, {{1.005, 1.005}, {1.02, 1.03}}, Qt::ControlModifier);
    QVERIFY(!session().selection());
    QVERIFY(!map->legend()->entries()[0].note.contains('/'));

    const QPoint at = pixel(*map, double(map->places()->x[3]), double(map->places()->y[3]));
    QTest::mouseClick(surface(*map), Qt::LeftButton, {}, at);
    QVERIFY(session().currentRow());
    const std::uint32_t query = session().selecting().currentQuery().value();
    QVERIFY((pixel(*map, double(map->places()->x[query]), double(map->places()->y[query])) - at)
                .manhattanLength() <= 2);
    moveTo(*map, at);
    QVERIFY(map->plots()[0]->hoverBox().size() >= 3);
}

void QueryMapTest::whatIsMissingSaysWhy() {
    open();  // predicted by the mean, which reads no texts
    const auto map = panel();
    QVERIFY(laidOut(*map));
    QVERIFY(map->isEmpty());
    QVERIFY(map->emptyText().contains("reads no texts"));

    Dataset data = generateDataset({160, 4, 3});
    data.name = "bare";
    data.score.setConstant(kMissing);
    data.score.topRows(80) = generateDataset({160, 4, 3}).score.topRows(80);
    for (Query& query : data.queries) {
        query.task.clear();
        query.level = "one";
    }
    for (std::size_t i = 0; i < 160; ++i) data.queries[i].split = i < 80 ? "train" : "test";
    Workspace made = Workspace::create(m_lab->path("bare.orlab"));
    made.saveDataset(data);
    m_window->openWorkspace(m_lab->file("bare.orlab"));
    QVERIFY(QTest::qWaitFor(
        [&] { return session().settled() && solved().experiment->rows.size() == 80; }, kPatience));
    QVERIFY(laidOut(*map));
    const auto* items = map->colouring()->model();
    for (const MapColouring by : {MapColouring::Right, MapColouring::Task, MapColouring::Level}) {
        const QModelIndex item = items->index(int(by), 0);
        QVERIFY2(!item.flags().testFlag(Qt::ItemIsEnabled), qPrintable(titleOf(by)));
        QVERIFY(!item.data(Qt::ToolTipRole).toString().isEmpty());
        map->setColouring(by);
        QVERIFY(map->shownColouring() == MapColouring::Chosen);
    }
    for (const MapColouring by : {MapColouring::Margin, MapColouring::Uncertainty}) {
        map->setColouring(by);
        QVERIFY(map->shownColouring() == by);
        QVERIFY(!map->isEmpty());
    }
}

void QueryMapTest::anotherFitIsLaidOutAnew() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const auto map = panel();
    QVERIFY(laidOut(*map));
    const auto first = map->places();
    Scenario next = session().scenario();
    next.preparation.testSplit = "train";
    session().edit(next, "split");
    QVERIFY(settle());
    QVERIFY(laidOut(*map));
    QVERIFY(map->places() != first);
    QCOMPARE(map->places()->x.size(), solved().experiment->rows.size());
    QCOMPARE(map->colours().of.size(), map->places()->x.size());
}

ORL_UI_TEST(QueryMapTest);

}  // namespace orl

#include "query_map_test.moc"
