#include <QApplication>
#include <QtTest>
#include <QComboBox>
#include <QScrollArea>
#include <QScrollBar>
#include "ui/main_window.h"
#include "ui/problem/dock.h"
#include "ui/problem/group_section.h"
#include "ui/problem/group_model.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"
using namespace orl;
int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyAppearance(argv[2][0] == 'd' ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
    BundledPlaces places; places.folders = {"/work/main/datasets"}; places.workspace = "/tmp/zz_bundled.orlab";
    MainWindow window(places, false);
    window.resize(1280, 1000); window.show(); window.showPage(argv[3]);
    Session& session = window.session();
    const auto adjust = [](Scenario& s) { s.constraints.qualityFloor = 0.85; s.constraints.commonCapacity = 0.4; s.constraints.groups.by = "task"; s.constraints.groups.floor["law"] = 0.70;  s.constraints.groups.floor["medicine"] = 0.88; };
    if (QString(argv[1]) == "bundled") session.openBundledData(adjust);
    else session.openWorkspaceFile(argv[1]);
    (void)QTest::qWaitFor([&] { return session.settled(); }, 100000);
    auto* area = window.problem()->findChild<QScrollArea*>();
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    QTest::qWait(500);
    window.grab().save("/tmp/gr_window.png");
}
