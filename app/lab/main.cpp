#include <fmt/format.h>

#include <QApplication>
#include <QStandardPaths>

#include "app/lab/headless.h"
#include "app/lab/options.h"
#include "core/support/error.h"
#include "core/support/process.h"
#include "ui/main_window.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"

namespace {

orl::BundledPlaces bundledPlaces() {
    const auto path = [](const QString& text) { return std::filesystem::path(text.toStdString()); };
    const auto self = path(QApplication::applicationDirPath());
    orl::BundledPlaces places;
    places.folders = {self / "datasets", self / ".." / "share" / "omnirouter-lab" / "datasets",
                      ORL_DATASETS_DIR};
    places.workspace =
        path(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)) / "bundled.orlab";
    return places;
}

int runWindow(const orl::LabOptions& options) {
    orl::MainWindow window(bundledPlaces());
    window.show();
    orl::Session& session = window.session();
    const orl::Adjust adjust = [options](orl::Scenario& scenario) { options.adjust(scenario); };
    if (!options.workspace.isEmpty()) {
        session.openWorkspaceFile(options.workspace, adjust);
    } else {
        window.restoreLastSession();
    }
    if (!options.files.isEmpty()) window.openFiles(options.files);
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    orl::prepareProcess();
    orl::LabOptions options;
    try {
        options = orl::parseOptions(argc, argv);
    } catch (const orl::ExitRequest& e) {
        return e.code;
    } catch (const orl::Error& e) {
        orl::tell(fmt::format("{}\n", e.what()));
        return 2;
    }
    if (options.headless() && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    if (options.headless()) qputenv("QT_SCALE_FACTOR", "1");
    QApplication app(argc, argv);
    QApplication::setOrganizationName("OmniRouter");
    QApplication::setApplicationName("OmniRouter Lab");
    QApplication::setApplicationVersion(ORL_VERSION);
    QApplication::setDesktopFileName("omnirouter-lab");
    using Appearance = orl::Preferences::Appearance;
    if (options.headless()) {
        orl::applyAppearance(options.appearance.value_or(Appearance::Light));
        return orl::runHeadless(options, bundledPlaces());
    }
    orl::applyAppearance(options.appearance.value_or(orl::Preferences::load().appearance));
    return runWindow(options);
}
