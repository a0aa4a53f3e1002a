#include "ui/dialogs/slots_dialog.h"

#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMetaMethod>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/lab/capacity_table.h"
#include "core/lab/scenarios.h"
#include "core/support/error.h"
#include "ui/dialogs/slots_runner.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

enum PriceColumn { ModelName, SlotPriceColumn, MostColumn };

QString bandText(const RunBand& band, double scale, int decimals) {
    if (std::isnan(band.mean)) return QStringLiteral("–");
    QString text = QString::number(band.mean * scale, 'f', decimals);
    if (!std::isnan(band.error)) {
        text += QStringLiteral(" ± ") + QString::number(band.error * scale, 'f', decimals);
    }
    return text;
}

QStandardItem* fixedItem(const QString& text, bool number = true) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    if (number) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

/// Whether the floor is kept in the long run, else up to which load.
QStandardItem* lastsItem(const CapacityMix& mix, bool complete) {
    const QString most = complete ? SlotsDialog::tr("to %1/s").arg(mix.largestRate, 0, 'g', 3)
                                  : SlotsDialog::tr("no");
    auto* item = fixedItem(mix.lasts ? SlotsDialog::tr("yes") : most, false);
    item->setToolTip(mix.lasts
                         ? SlotsDialog::tr("In the long run as well these slots keep the floor")
                         : SlotsDialog::tr("It passes in runs as short as these; in the long run "
                                           "these slots keep the floor up to a lower rate alone"));
    return item;
}

/// A number that is not negative; nothing where the text is none.
std::optional<double> typedNumber(const QStandardItem* item) {
    bool fine = false;
    const double value = item->text().trimmed().toDouble(&fine);
    return fine && std::isfinite(value) && value >= 0.0 ? std::optional(value) : std::nullopt;
}

}  // namespace

SlotsDialog::SlotsDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_runner(new SlotsRunner(session, this)) {
    setWindowTitle(tr("Plan slots"));
    build();
    connectParts();
    refresh();
}

SlotsDialog::~SlotsDialog() = default;

void SlotsDialog::connectParts() {
    connect(m_search, &QPushButton::clicked, this, [this] {
        m_said.clear();
        m_runner->run(asked());
    });
    connect(m_cancel, &QPushButton::clicked, m_runner, &SlotsRunner::cancel);
    connect(m_take, &QPushButton::clicked, this, &SlotsDialog::takeFleet);
    connect(m_save, &QPushButton::clicked, this, &SlotsDialog::exportCsv);
    connect(m_command, &QPushButton::clicked, this, &SlotsDialog::copyCommand);
    connect(m_runner, &SlotsRunner::changed, this, &SlotsDialog::refresh);
    connect(m_runner, &SlotsRunner::progress, this, [this](double share, const QString& stage) {
        m_progress->setValue(int(share * m_progress->maximum()));
        m_progress->setToolTip(stage.toHtmlEscaped());
    });
    connect(&m_session, &Session::solvedChanged, this, &SlotsDialog::followSession);
    connect(m_priceModel, &QStandardItemModel::itemChanged, this, [this] {
        if (!m_filling) refresh();
    });
}

void SlotsDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    followSession();
    const auto& solve = m_session.solved();
    if (m_begun || !solve) return;
    m_begun = true;
    if (solve->constraints.mode == RoutingMode::CostUnderFloor) {
        m_floor->setValue(solve->constraints.qualityFloor * 100.0);
    } else {
        m_floor->setValue(std::floor(solve->chosen.predictedAccuracy * 1000.0) / 10.0);
    }
    constexpr double kUsualAnswer = 2.0;
    if (!solve->experiment->seconds) m_constant->setValue(kUsualAnswer);
}

void SlotsDialog::followSession() {
    if (!isVisible()) return;
    fillPrices();
    refresh();
}

/// What was typed for a model stays while it is there.
void SlotsDialog::fillPrices() {
    const auto& solve = m_session.solved();
    const std::vector<std::string> models =
        solve ? solve->experiment->models : std::vector<std::string>();
    bool same = m_priceModel->rowCount() == int(models.size());
    for (int j = 0; same && j < int(models.size()); ++j) {
        same = m_priceModel->item(j, ModelName)->data().toByteArray().toStdString() ==
               models[std::size_t(j)];
    }
    if (same && m_priceModel->columnCount() > 0) return;
    m_filling = true;
    m_priceModel->clear();
    m_priceModel->setHorizontalHeaderLabels({tr("Model"), tr("$ / slot h"), tr("most")});
    for (const std::string& model : models) {
        auto* name = fixedItem(labelText(model), false);
        name->setData(QByteArray::fromStdString(model));
        auto* price = new QStandardItem(QStringLiteral("0"));
        auto* most = new QStandardItem;
        most->setToolTip(tr("Empty: as many as all queries could need"));
        m_priceModel->appendRow({name, price, most});
    }
    fitColumns(*m_prices, -1);
    constexpr int kNameWidth = 120;
    stretchColumn(*m_prices, ModelName, kNameWidth);
    m_filling = false;
}

SlotsAsk SlotsDialog::asked() const {
    SlotsAsk ask;
    ask.rate = m_rate->value();
    ask.floor = m_floor->value() / 100.0;
    ask.target.of = CapacityTarget::Of(m_figure->currentData().toInt());
    ask.target.seconds = m_seconds->value();
    ask.constantSeconds = m_constant->value();
    ask.runs = m_runs->value();
    for (int j = 0; j < m_priceModel->rowCount(); ++j) {
        const std::string model =
            m_priceModel->item(j, ModelName)->data().toByteArray().toStdString();
        const auto price = typedNumber(m_priceModel->item(j, SlotPriceColumn));
        if (price && *price > 0.0) ask.ownPrice[model] = *price;
        const auto most = typedNumber(m_priceModel->item(j, MostColumn));
        constexpr double kMost = 1e6;
        if (most) ask.most[model] = std::int64_t(std::min(*most, kMost));
    }
    return ask;
}

/// What was typed and is no price, or no number of slots; empty: all is one.
QString SlotsDialog::wrongEntry() const {
    for (int j = 0; j < m_priceModel->rowCount(); ++j) {
        for (const int column : {SlotPriceColumn, MostColumn}) {
            const QStandardItem* item = m_priceModel->item(j, column);
            if (!item || (column == MostColumn && item->text().trimmed().isEmpty())) continue;
            const auto value = typedNumber(item);
            if (value && (column == SlotPriceColumn || *value == std::floor(*value))) continue;
            const QString model = m_priceModel->item(j, ModelName)->text();
            return column == SlotPriceColumn
                       ? tr("%1: \"%2\" is no price of a slot; write USD an hour, 0 or more.")
                             .arg(model, item->text())
                       : tr("%1: \"%2\" is no number of slots; write a whole one, or nothing for "
                            "no limit.")
                             .arg(model, item->text());
        }
    }
    return {};
}

void SlotsDialog::refresh() {
    const auto& view = m_runner->view();
    const bool busy = m_runner->isBusy();
    const bool found = view && !view->plan.mixes.empty();
    m_search->setEnabled(m_session.solved() && !busy && wrongEntry().isEmpty());
    m_cancel->setEnabled(busy);
    m_progress->setVisible(busy);
    if (!busy) m_progress->setValue(0);
    m_save->setEnabled(found);
    m_command->setEnabled(view && !m_session.workspaceFile().isEmpty());
    m_take->setVisible(isSignalConnected(QMetaMethod::fromSignal(&SlotsDialog::fleetChosen)));
    m_take->setEnabled(found);
    fillTable();
    m_note->setText(noteText());
}

void SlotsDialog::fillTable() {
    const auto& view = m_runner->view();
    const int chosen = m_table->currentIndex().row();
    m_model->clear();
    m_model->setHorizontalHeaderLabels(
        {tr("$ an hour"), tr("slots"), tr("of"), tr("95 % below, s"), tr("lasts"), tr("$ / 1,000"),
         tr("predicted %"), tr("realized %"), tr("rejected %"), tr("$ of slots"), tr("Pareto")});
    if (!view) return;
    for (const CapacityMix& mix : view->plan.mixes) {
        const QString fleet = labelText(fleetText(mix.fleet, view->experiment->models));
        auto* models = fixedItem(fleet, false);
        models->setToolTip(fleet.toHtmlEscaped());
        m_model->appendRow({fixedItem(bandText(mix.usdPerHour, 1.0, 3)),
                            fixedItem(count(mix.totalSlots)), models,
                            fixedItem(bandText(mix.p95, 1.0, 2)), lastsItem(mix, view->complete),
                            fixedItem(bandText(mix.costPer1000, 1.0, 4)),
                            fixedItem(bandText(mix.predicted, 100.0, 2)),
                            fixedItem(bandText(mix.realized, 100.0, 2)),
                            fixedItem(bandText(mix.rejected, 100.0, 2)),
                            fixedItem(QString::number(mix.slotsUsd, 'f', 2)),
                            fixedItem(mix.pareto ? tr("yes") : QString(), false)});
    }
    fitColumns(*m_table, -1);
    constexpr int kFleetColumn = 2;
    constexpr int kFleetWidth = 240;
    stretchColumn(*m_table, kFleetColumn, kFleetWidth);
    m_table->resizeRowsToContents();
    if (m_model->rowCount() > 0) {
        m_table->selectRow(std::clamp(chosen, 0, m_model->rowCount() - 1));
    }
}

/// What the floor of a run may be missed by.
QString SlotsDialog::shortfallText(const CapacityTarget& target) {
    return tr("A fleet may miss the floor by %1 points: a router that learns its prices on the way "
              "keeps that of a short run a little less than exactly.")
        .arg(100.0 * target.shortfall);
}

QString SlotsDialog::noteText() const {
    if (QString wrong = wrongEntry(); !wrong.isEmpty()) return wrong;
    if (!m_said.isEmpty()) return m_said;
    if (m_runner->error()) return sentence(*m_runner->error());
    const auto& view = m_runner->view();
    if (!m_session.solved()) return tr("There are no queries to plan slots for.");
    if (!view) {
        return tr("Simulates fleets until the cheapest are found that keep the floor and the "
                  "waits. Where slots cost nothing, the cost of answers decides, and of fleets "
                  "within 0.2 % of one another the one with fewer slots comes first. %1")
            .arg(shortfallText(asked().target));
    }
    if (view->complete && !view->plan.feasible) {
        return tr("No fleet does it: %1.").arg(labelText(view->plan.reason));
    }
    QStringList said;
    if (view->complete) {
        said << tr("%1 fleets simulated, %2 runs of each shown: mean ± standard error.")
                    .arg(view->plan.simulated)
                    .arg(view->ask.runs);
        said << (view->plan.all ? tr("No possible fleet was left out but by its bound.")
                                : tr("Pareto: none found is cheaper with as few slots."));
        said << shortfallText(view->ask.target);
    } else {
        said << tr("%1 fleets simulated so far.").arg(view->plan.simulated);
    }
    if (!(view->ask == asked())) said << tr("What is asked has changed since.");
    if (m_session.solved()->experiment != view->experiment) {
        said << tr("The pool has changed since.");
    }
    return said.join(' ');
}

void SlotsDialog::takeFleet() {
    const auto& view = m_runner->view();
    const int row = m_table->currentIndex().row();
    if (!view || row < 0 || row >= int(view->plan.mixes.size())) return;
    const CapacityMix& mix = view->plan.mixes[std::size_t(row)];
    std::map<std::string, std::int64_t> fleet;
    for (std::size_t j = 0; j < mix.fleet.size(); ++j) {
        fleet[view->experiment->models[j]] = mix.fleet[j];
    }
    emit fleetChosen(view->ask, fleet);
}

void SlotsDialog::saveCsv(const QString& path) const {
    const auto& view = m_runner->view();
    saveText(path, QString::fromStdString(
                       toCsv(capacityTable(view->plan.mixes, view->experiment->models))));
}

void SlotsDialog::exportCsv() {
    if (!m_runner->view()) return;
    const auto done = saveAsked(this, tr("Export the fleets"), "slots.csv",
                                [this](const QString& path) { saveCsv(path); });
    if (!done || done->isEmpty()) return;
    m_said = *done;
    refresh();
}

QString SlotsDialog::commandLine() const {
    const auto& view = m_runner->view();
    const QString file = m_session.workspaceFile();
    if (!view || file.isEmpty()) return {};
    return QString::fromStdString(commandLineOf("plan", view->scenario, file.toStdString(),
                                                slotsWords(view->ask, *view->experiment)));
}

void SlotsDialog::copyCommand() {
    const QString line = commandLine();
    if (line.isEmpty()) return;
    // The command reads what is in the workspace.
    m_session.saveNow();
    QGuiApplication::clipboard()->setText(line);
    m_said = tr("Copied: the command that finds these fleets.");
    refresh();
}

}  // namespace orl
