// Bundles through the window: saved, opened elsewhere, dropped, refused.
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QStatusBar>

#include "core/lab/bundle.h"
#include "ui/session/scenario_book.h"
#include "ui/widgets/banner.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class BundleTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void opensElsewhereWithTheSameNumbers();
    void withoutDataNeedsTheSameData();
    void whatIsWrongIsSaid();

  private:
    bool saved(const QString& file, bool withData) {
        m_window->session().saveBundle(file, withData);
        return QTest::qWaitFor([&] { return !m_window->session().heavyBusy(); }, kPatience) &&
               QFile::exists(file);
    }
    void drop(const QString& file) {
        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(40, 40), Qt::CopyAction, &dragged, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QDropEvent event(QPointF(40, 40), Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
    }
    void tighten() {
        Scenario next = m_window->session().scenario();
        next.constraints.qualityFloor = 0.61;
        next.constraints.commonCapacity = 0.37;
        m_window->session().edit(next, "limits");
        QVERIFY(settle());
    }
};

void BundleTest::opensElsewhereWithTheSameNumbers() {
    open();
    tighten();
    Session& session = m_window->session();
    QCOMPARE(session.book().save(session.scenario(), "kept"), "kept");
    const Evaluation before = solved().chosen;
    QDir().mkpath(m_lab->file("there"));
    const QString file = m_lab->file("there/b.orlz");
    QVERIFY(saved(file, true));
    show(m_lab->workspace(120, "other.orlab"));
    drop(file);
    QVERIFY(QTest::qWaitFor(
        [this] { return m_window->session().workspaceFile().endsWith("there/b.orlab"); },
        kPatience));
    QVERIFY(settle());
    QCOMPARE(solved().chosen.cost, before.cost);
    QCOMPARE(solved().chosen.realizedAccuracy, before.realizedAccuracy);
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, 0.61);
    QCOMPARE(m_window->session().book().list().size(), 1U);
}

void BundleTest::withoutDataNeedsTheSameData() {
    open();
    tighten();
    Session& session = m_window->session();
    QCOMPARE(session.book().save(session.scenario(), "kept"), "kept");
    const double cost = solved().chosen.cost;
    const QString file = m_lab->file("b.orlz");
    QVERIFY(saved(file, false));
    // Elsewhere, with the same data and nothing set.
    show(m_lab->workspace(240, "same.orlab"));
    drop(file);
    QVERIFY(QTest::qWaitFor([this] { return m_window->session().book().list().size() == 1; },
                            kPatience));
    QVERIFY(settle());
    QCOMPARE(solved().chosen.cost, cost);
    m_window->session().undoStack()->undo();
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, 0.5);
    // With other data under the same name it does not pretend.
    show(m_lab->workspace(120, "other.orlab"));
    drop(file);
    QVERIFY(QTest::qWaitFor([this] { return m_window->banner()->isVisible(); }, kPatience));
    QVERIFY2(m_window->banner()->text().contains("\"small\" (240 queries"),
             qPrintable(m_window->banner()->text()));
    QCOMPARE(m_window->session().book().list().size(), 0U);
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, 0.5);
}

void BundleTest::whatIsWrongIsSaid() {
    open();
    QFile text(m_lab->file("text.orlz"));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no bundle") > 0);
    text.close();
    drop(m_lab->file("text.orlz"));
    QVERIFY(m_window->banner()->isVisible());
    QVERIFY(m_window->banner()->text().contains("no bundle"));
    // A folder that takes no file.
    m_window->session().saveBundle(m_lab->file("not/there.orlz"), true);
    QVERIFY(QTest::qWaitFor([this] { return m_window->banner()->text().contains("there.orlz"); },
                            kPatience));
    QVERIFY(settle());
    QVERIFY(solved().chosen.feasible);
}

ORL_UI_TEST(BundleTest);

}  // namespace orl

#include "bundle_test.moc"
