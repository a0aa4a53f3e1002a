#include "app/lab/headless.h"

#include <fmt/format.h>

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <optional>

#include "app/lab/rendered.h"
#include "core/support/error.h"
#include "core/support/output_file.h"
#include "core/support/process.h"
#include "ui/main_window.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/report/write.h"
#include "ui/session/session.h"

namespace orl {

namespace {

/// @return whether stdout took it
bool printComparison(const ComparisonModel& model) {
    std::vector<std::vector<std::string>> cells;
    std::vector<std::size_t> width(std::size_t(model.columnCount()), 0);
    for (int row = -1; row < model.rowCount(); ++row) {
        auto& line = cells.emplace_back();
        for (int column = 0; column < model.columnCount(); ++column) {
            QString text = row < 0 ? model.headerData(column, Qt::Horizontal, Qt::DisplayRole)
                                         .toString()
                                         .replace('\n', ' ')
                                   : model.index(row, column).data().toString();
            line.push_back(text.toStdString());
            width[std::size_t(column)] =
                std::max(width[std::size_t(column)], std::size_t(text.size()));
        }
    }
    std::string text;
    for (const auto& line : cells) {
        for (std::size_t column = 0; column < line.size(); ++column) {
            // fmt counts code points, so "τ" and "–" keep the columns straight.
            if (column == 0) {
                text += fmt::format("{:<{}}", line[column], width[column]);
            } else {
                text += fmt::format("  {:>{}}", line[column], width[column]);
            }
        }
        text += '\n';
    }
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
           std::fflush(stdout) == 0;
}

int writeReport(const MainWindow& window, const LabOptions& options) {
    try {
        makeReport(window.reportRequest(),
                   {options.report, reportFormOf(options.report),
                    options.letter ? Paper::Letter : Paper::A4},
                   {});
    } catch (const Error& error) {
        tell(fmt::format("{}\n", error.what()));
        return 1;
    }
    return 0;
}

/// @param dialog that is drawn instead of the window, or null
int finish(MainWindow& window, QWidget* dialog, const LabOptions& options) {
    if (!options.report.isEmpty()) return writeReport(window, options);
    if (options.printComparison && !printComparison(*window.page<ComparePage>()->model())) {
        tell("stdout: The result cannot be written. Check where it goes.\n");
        return 1;
    }
    if (options.render.isEmpty()) return 0;
    for (Page* page : window.pages()) page->settle();
    QWidget& shown = dialog ? *dialog : window;
    QImage picture(shown.size(), QImage::Format_RGB32);
    picture.setDevicePixelRatio(1.0);
    QPainter painter(&picture);
    shown.render(&painter);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    picture.save(&buffer, "PNG");
    try {
        writeFile(options.out.toStdString(),
                  std::string_view(bytes.constData(), std::size_t(bytes.size())));
    } catch (const Error& error) {
        tell(fmt::format("{}\n", error.what()));
        return 1;
    }
    return 0;
}

}  // namespace

int runHeadless(const LabOptions& options, const BundledPlaces& places) {
    MainWindow window(places, false);
    window.resize(options.size);
    showRendered(window, options.render);
    window.setAttribute(Qt::WA_DontShowOnScreen);
    window.show();
    Session& session = window.session();
    int code = 1;
    // Some failures are remarks (nothing can be kept) while the work goes on; others leave nothing
    // to wait for.
    QTimer failed;
    failed.setInterval(50);
    QObject::connect(&failed, &QTimer::timeout, &window, [&] {
        if (!session.solved() && !session.busy()) QApplication::exit(1);
    });
    QObject::connect(&session, &Session::failed, &window, [&](const Error& error) {
        tell(fmt::format("{}\n", error.what()));
        failed.start();
    });
    std::optional<RenderedDialog> dialog;
    QTimer waiting;  // for a page or dialog that computes by itself
    waiting.setInterval(20);
    waiting.setSingleShot(true);
    const auto done = [&] {
        // One more turn of the event loop: layouts and paint events of the last result.
        QTimer::singleShot(0, &window, [&] {
            if (!session.settled()) return;
            if (std::ranges::any_of(window.pages(), &Page::isBusy)) {
                waiting.start();
                return;
            }
            if (isRenderedDialog(options.render)) {
                if (!dialog) dialog = openRendered(window, options.render);
                if (!dialog->widget) {
                    tell("Only data in a workspace can be embedded.\n");
                    QApplication::exit(1);
                    return;
                }
                if (dialog->isBusy()) {
                    waiting.start();
                    return;
                }
            }
            code = finish(window, dialog ? dialog->widget : nullptr, options);
            QApplication::exit(code);
        });
    };
    QObject::connect(&session, &Session::becameSettled, &window, done);
    QObject::connect(&waiting, &QTimer::timeout, &window, done);
    QObject::connect(&session, &Session::preparedChanged, &window, [&] {
        if (session.prepared()) return;
        if (session.dataError()) {
            tell(fmt::format("{}\n", session.dataError()->what()));
            QApplication::exit(1);
            return;
        }
        tell(fmt::format("{}: This workspace has no data set. Import one first.\n",
                         options.workspace.toStdString()));
        QApplication::exit(1);
    });
    const Adjust adjust = [&options](Scenario& scenario) { options.adjust(scenario); };
    if (options.workspace.isEmpty()) {
        session.openBundledData(adjust);
    } else {
        session.openWorkspaceFile(options.workspace, adjust);
    }
    return QApplication::exec();
}

}  // namespace orl
