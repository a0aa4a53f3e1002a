#pragma once

#include <QString>
#include <functional>
#include <string>
#include <vector>

class QWidget;

namespace orl {

class MainWindow;

/// What --render can draw: the pages, views of a page, and dialogs.
std::vector<std::string> renderedNames();

/// Shows the page, or the page that goes with the view or the dialog.
void showRendered(MainWindow& window, const QString& what);

/// A dialog that is drawn instead of the window.
struct RenderedDialog {
    QWidget* widget = nullptr;     ///< null: there is none for these data
    std::function<bool()> isBusy;  ///< it still computes what it shows
};

bool isRenderedDialog(const QString& what);
/// Opens it as the menu does, over data that are solved.
RenderedDialog openRendered(MainWindow& window, const QString& what);

}  // namespace orl
