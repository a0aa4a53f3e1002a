// The Data menu: what can be done with the data sets of the workspace.
#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/repeats_dialog.h"
#include "ui/dialogs/report_dialog.h"
#include "ui/dialogs/split_dialog.h"
#include "ui/main_window.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"

namespace orl {

void MainWindow::buildDataMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Data"));
    menu->addAction(actionIcon(QStringLiteral("import")), tr("&Import data…"),
                    QKeySequence(tr("Ctrl+I")), this, &MainWindow::chooseImport);
    m_embed = menu->addAction(tr("Em&bed the queries…"), this, &MainWindow::askEmbedding);
    m_embed->setToolTip(tr("Give the queries the vectors of an embedding model or of their words"));
    menu->addSeparator();
    m_dataActions = {
        menu->addAction(tr("&Prices…"), this, &MainWindow::askPrices),
        menu->addAction(tr("Deal &splits…"), this, &MainWindow::askSplits),
        menu->addAction(tr("Import &report…"), this, &MainWindow::showKeptReport),
        menu->addAction(tr("Re&name…"), this, &MainWindow::askName),
        menu->addAction(tr("&Delete…"), this, &MainWindow::askDelete),
    };
    menu->addSeparator();
    QAction* repeat = menu->addAction(tr("Repea&ts…"), this, &MainWindow::showRepeats);
    repeat->setToolTip(tr("The present comparison over many splits, with standard errors"));
    menu->setToolTipsVisible(true);
    enableDataActions();
    connect(menu, &QMenu::aboutToShow, this, &MainWindow::enableDataActions);
}

void MainWindow::enableDataActions() {
    const bool able = m_session->store() && !m_session->heavyBusy() && chosenData();
    m_embed->setEnabled(able && m_session->prepared());
    for (QAction* action : m_dataActions) action->setEnabled(able);
}

std::optional<DatasetSummary> MainWindow::chosenData() const {
    const auto datasets = m_session->datasets();
    const auto found = std::ranges::find(datasets, m_session->scenario().preparation.dataset,
                                         &DatasetSummary::name);
    if (found != datasets.end()) return *found;
    // What cannot be routed yet is what something has to be done about.
    if (!m_session->prepared() && !datasets.empty()) return datasets.front();
    return std::nullopt;
}

void MainWindow::askImport(const QStringList& files) {
    ImportPlace place;
    for (const DatasetSummary& each : m_session->datasets()) place.known.push_back(each.name);
    place.bundled = m_session->onBundledData() || !m_session->store();
    place.bundledPrices = m_session->bundledPrices();
    auto* dialog = new ImportDialog(files, place, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const QString file = dialog->newWorkspace();
        if (file.isEmpty()) {
            m_session->importData(dialog->options(), dialog->ifKnown());
        } else {
            m_session->importAnew(file, dialog->options());
        }
    });
    dialog->open();
}

void MainWindow::askPrices() {
    if (const auto dataset = chosenData()) askPricesOf(*dataset);
}

void MainWindow::askPricesOf(const DatasetSummary& dataset) {
    const auto& prepared = m_session->prepared();
    const bool recorded =
        prepared && prepared->data->name == dataset.name && !prepared->data->cost.isNaN().all();
    auto* dialog = new PriceDialog(dataset, recorded, m_session->bundledPrices(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog, name = dataset.name] {
        const auto changed = dialog->changed();
        if (!changed.empty()) m_session->setPrices(name, changed);
    });
    dialog->open();
}

void MainWindow::showRepeats() {
    auto* dialog = findChild<RepeatsDialog*>();
    if (!dialog) dialog = new RepeatsDialog(*m_session, this);
    dialog->show();
    dialog->raise();
}

void MainWindow::askSplits() {
    const auto dataset = chosenData();
    if (!dataset) return;
    auto* dialog = new SplitDialog(*dataset, this);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, name = dataset->name] { m_session->dealData(name, dialog->rule()); });
    dialog->open();
}

void MainWindow::showKeptReport() {
    const auto dataset = chosenData();
    if (!dataset) return;
    const auto report = m_session->reportOf(dataset->name);
    if (report) {
        auto* dialog = new ReportDialog(*report, this);
        dialog->open();
        return;
    }
    m_banner->show(tr("No import report of %1 is kept: it came with the program or with an earlier "
                      "version.")
                       .arg(labelText(dataset->name)));
}

void MainWindow::askName() {
    const auto dataset = chosenData();
    if (!dataset) return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename the data set"));
    dialog->setLabelText(tr("New name of %1").arg(labelText(dataset->name)));
    dialog->setTextValue(QString::fromStdString(dataset->name));
    connect(
        dialog, &QInputDialog::textValueSelected, this,
        [this, from = dataset->name](const QString& text) {
            const std::string to = text.trimmed().toStdString();
            if (to.empty() || to == from) return;
            const auto known = m_session->datasets();
            if (std::ranges::find(known, to, &DatasetSummary::name) != known.end()) {
                m_banner->show(
                    tr("There is a data set %1 already: choose another name.").arg(labelText(to)));
                return;
            }
            m_session->renameData(from, to);
        });
    dialog->open();
}

void MainWindow::askDelete() {
    const auto dataset = chosenData();
    if (!dataset) return;
    auto* box = new QMessageBox(
        QMessageBox::Warning, tr("Delete the data set"),
        tr("Delete %1 with its %2 queries, its vectors and fits from this workspace?")
            .arg(labelText(dataset->name))
            .arg(dataset->queries),
        QMessageBox::Cancel, this);
    box->setInformativeText(tr("This cannot be undone. Stored runs stay."));
    auto* remove = box->addButton(tr("&Delete"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(remove, &QPushButton::clicked, this,
            [this, name = dataset->name] { m_session->deleteData(name); });
    box->open();
}

/// A data set that nothing can be computed for, and what to do about it.
void MainWindow::showFailed(const Error& error, const QString& cause) {
    const auto datasets = m_session->datasets();
    const auto unfit = std::ranges::find(datasets, error.where(), &DatasetSummary::name);
    const bool unpriced =
        unfit != datasets.end() && std::ranges::none_of(unfit->pool, &ModelInfo::priced);
    if (!unpriced) {
        m_banner->show(sentence(error), cause);
        return;
    }
    m_banner->show(tr("No model of %1 has a price, and no costs are recorded: nothing can be "
                      "routed yet.")
                       .arg(labelText(unfit->name)),
                   cause, tr("Prices…"), [this, dataset = *unfit] { askPricesOf(dataset); });
}

}  // namespace orl
