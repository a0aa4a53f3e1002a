// The researcher's way through the window by mouse and keys: a file is dropped, its report read,
// the predictor judged, a bar asked for its queries, one of them asked why, and the map and the
// other routers asked about the same. At two sizes, light and dark, on the bundled data and on
// RouterBench's files. With ORL_PICTURES=FOLDER every step leaves a picture there.
#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <cmath>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/report_dialog.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/predictor/page.h"
#include "ui/pages/queries/filter_bar.h"
#include "ui/pages/queries/map_panel.h"
#include "ui/pages/queries/page.h"
#include "ui/pages/queries/table_model.h"
#include "ui/pages/queries/why_panel.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/results/selection_row.h"
#include "ui/session/predictor_study.h"
#include "ui/style/appearance.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class JourneyTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        end();
        applyAppearance(Preferences::Appearance::Light);
    }
    void fromAFileToTheReason_data();
    void fromAFileToTheReason();

  private:
    Session& session() const { return m_window->session(); }
    QueriesPage& queries() const { return *m_window->page<QueriesPage>(); }
    bool rested() {
        return QTest::qWaitFor(
            [this] {
                return session().settled() &&
                       std::ranges::none_of(m_window->pages(), &Page::isBusy);
            },
            kPatience);
    }
    void openStart(const QSize& size);
    void drop(const QStringList& files);
    void goTo(const char* page);
    void picture(const char* step);
    void clickGreatestBar();
    void dragFloor();
    void lasso();

    QString m_name;
    int m_step = 0;
};

void JourneyTest::fromAFileToTheReason_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("real");
    // Each size in each look, and both kinds of data at each size and in each look.
    for (const bool large : {false, true}) {
        for (const bool dark : {false, true}) {
            const bool real = large == dark;
            const QSize size = large ? QSize(2560, 1440) : QSize(1280, 800);
#ifdef __SANITIZE_ADDRESS__
            // The code is the same at every size and in the dark, and slow to run here.
            if (large) continue;
#endif
            QTest::addRow("%s-%d-%s", real ? "routerbench" : "bundled", size.width(),
                          dark ? "dark" : "light")
                << size << dark << real;
        }
    }
}

void JourneyTest::picture(const char* step) {
    const QString folder = qEnvironmentVariable("ORL_PICTURES");
    if (folder.isEmpty()) return;
    QTest::qWait(30);  // layouts and paints of the last event
    QVERIFY(m_window->grab().save(
        QStringLiteral("%1/%2-%3-%4.png").arg(folder, m_name).arg(++m_step).arg(step)));
}

void JourneyTest::openStart(const QSize& size) {
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->resize(size);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->restoreLastSession();
    QVERIFY(rested());
}

void JourneyTest::drop(const QStringList& files) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    const QPoint centre = m_window->rect().center();
    QDragEnterEvent enter(centre, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &enter);
    QDropEvent event(centre, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &event);
    QTRY_VERIFY(m_window->findChild<ImportDialog*>());
    auto* dialog = m_window->findChild<ImportDialog*>();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->format()->count() > 0, kPatience);
    if (files.size() == 1) {
        for (QLineEdit* line : dialog->findChildren<QLineEdit*>()) {
            if (line->placeholderText().contains("price")) line->setText(m_lab->priceFile());
        }
    }
    dialog->into()->setCurrentIndex(1);
    picture("import");
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok),
                      Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ReportDialog*>(), kPatience);
    picture("report");
    QTest::keyClick(m_window->findChild<ReportDialog*>(), Qt::Key_Escape);
    QVERIFY(rested());
}

void JourneyTest::goTo(const char* page) {
    const auto& pages = m_window->pages();
    const auto at = std::ranges::find(pages, QString(page), &Page::id) - pages.begin();
    QTest::mouseClick(m_window->navigation()->button(int(at)), Qt::LeftButton);
    QVERIFY(pages[std::size_t(at)]->isVisible());
    QVERIFY(rested());
}

void JourneyTest::clickGreatestBar() {
    DistributionChart* chart = m_window->page<DashboardPage>()->distribution();
    DistributionChart::Segment segment;
    double greatest = 0.0;
    for (std::size_t level = 0; level < solved().experiment->levelNames.size(); ++level) {
        for (std::size_t j = 0; j < solved().experiment->models.size(); ++j) {
            const double share = solved().chosen.levelShare[level][j];
            if (share > greatest) segment = {0, level, j};
            greatest = std::max(greatest, share);
        }
    }
    QWidget* plot = chart->plots().front()->viewport();
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(chart, chart->placeOf(segment)));
    QVERIFY(session().selection());
    QCOMPARE(double(session().selection()->rows.size()),
             std::round(greatest * double(solved().experiment->rows.size())));
}

/// α down by mouse, a step at a time, with what is listed following.
void JourneyTest::dragFloor() {
    RangeSlider* slider = m_window->problem()->constraints()->alpha()->slider();
    const double before = session().scenario().constraints.qualityFloor;
    const QPoint from(int(double(slider->width()) * before), slider->height() / 2);
    QTest::mousePress(slider, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 12; ++step) {
        QTest::mouseMove(slider, from - QPoint(2 * step, 0));
        QTest::qWait(5);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, from - QPoint(24, 0));
    QVERIFY(rested());
    QVERIFY(session().scenario().constraints.qualityFloor < before);
}

void JourneyTest::lasso() {
    QueryMapPanel* map = queries().map();
    PlotView* plot = map->plots().front();
    const QRectF area = plot->plotArea();
    const auto at = [&](double x, double y) {
        return QPointF(area.left() + x * area.width(), area.top() + y * area.height()).toPoint();
    };
    QWidget* viewport = plot->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, at(0.1, 0.1));
    for (const auto& [x, y] : std::initializer_list<std::pair<double, double>>{
             {0.5, 0.08}, {0.9, 0.1}, {0.9, 0.9}, {0.5, 0.92}, {0.1, 0.9}, {0.1, 0.3}}) {
        QTest::mouseMove(viewport, at(x, y));
    }
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, at(0.1, 0.12));
    QVERIFY(rested());
}

void JourneyTest::fromAFileToTheReason() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    QFETCH(bool, real);
    QStringList files;
    if (real) {
        const QDir folder(ORL_SOURCE_DIR "/../shared/data/routerbench");
        for (const QString& name : folder.entryList({"*.csv"})) files << folder.filePath(name);
        if (files.isEmpty()) QSKIP("RouterBench's files are not there");
    }
    m_name = QTest::currentDataTag();
    m_step = 0;
    applyAppearance(dark ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
    openStart(size);
    if (real) {
        drop(files);
    } else {
        drop({m_lab->dataFile(400)});
    }
    QVERIFY(session().solved());

    goTo("predictor");
    QVERIFY(session().study().view());
    picture("predictor");

    goTo("dashboard");
    picture("dashboard");
    clickGreatestBar();
    picture("bar");
    const std::size_t selected = session().selection()->rows.size();
    const std::string reason = session().selection()->reason;

    QTest::mouseClick(m_window->selectionRow()->showButton(), Qt::LeftButton);
    QVERIFY(queries().isVisible());
    QVERIFY(rested());
    QCOMPARE(std::size_t(queries().model()->rowCount()), selected);
    QTest::mouseClick(queries().table()->viewport(), Qt::LeftButton, {},
                      queries().table()->visualRect(queries().model()->index(1, 1)).center());
    QVERIFY(rested());
    QCOMPARE(*session().currentRow(), queries().model()->dataRow(1));
    QVERIFY(!queries().why()->verdict()->text().isEmpty());
    picture("why");

    m_window->activateWindow();  // after the dialogs
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(queries().table(), Qt::Key_P);
    QVERIFY(session().pinned());
    dragFloor();
    picture("dragged");
    QCOMPARE(session().selection()->reason, reason);
    queries().filters()->selectionOnly()->click();
    queries().filters()->movedOnly()->click();
    QVERIFY(rested());
    picture("moved");

    queries().filters()->clear();
    QVERIFY(rested());
    if (queries().map()->places()) {
        lasso();
        QVERIFY(session().selection() && session().selection()->reason != reason);
        picture("lasso");
    }
    goTo("compare");
    m_window->page<ComparePage>()->part()->click();
    picture("compare");
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!session().selection());
}

ORL_UI_TEST(JourneyTest);

}  // namespace orl

#include "journey_test.moc"
