#include "ui/pages/models/page.h"

#include <QDate>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/price_list.h"
#include "core/support/output_file.h"
#include "ui/charts/break_even_chart.h"
#include "ui/pages/models/edit_notice.h"
#include "ui/pages/models/hypothetical_panel.h"
#include "ui/pages/models/model_price_curve.h"
#include "ui/pages/models/pool_view.h"
#include "ui/pages/models/price_list_dialog.h"
#include "ui/pages/models/table_model.h"
#include "ui/pages/models/worth_keeper.h"
#include "ui/pages/models/worth_panel.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/style/palette.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

ModelsPage::ModelsPage(Session& session, QWidget* parent) : Page(parent), m_session(session) {
    build();
    connectParts();
    m_model->setScenario(session.scenario());
    followPrepared();
    followSolve();
}

void ModelsPage::build() {
    m_notice = new EditNotice;
    m_model = new ModelTableModel(this);
    m_worth = new WorthKeeper(m_session, this);
    m_model->setWorth(m_worth);
    m_table = new PoolView(m_model);
    m_worthPanel = new ModelWorthPanel(*m_worth);
    m_curve = new ModelPriceCurve(this);
    m_breakEven = new BreakEvenChart;
    m_hypothetical = new HypotheticalPanel(m_session);
    m_foot = new QLabel;
    m_foot->setTextFormat(Qt::PlainText);
    m_foot->setFont(type::note(font()));
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(buildBar());
    column->addWidget(m_notice);
    column->addWidget(m_table, 5);
    column->addWidget(m_foot);
    auto* below = new QHBoxLayout;
    below->setSpacing(space::kGap);
    below->addWidget(m_breakEven, 16);
    auto* side = new QVBoxLayout;
    side->setSpacing(space::kGap);
    side->addWidget(m_worthPanel, 1);
    side->addWidget(m_hypothetical, 1);
    below->addLayout(side, 9);
    column->addLayout(below, 6);
}

QWidget* ModelsPage::buildBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_source = new QLabel;
    m_source->setTextFormat(Qt::PlainText);
    m_source->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_compare = new QPushButton(tr("&Compare and apply…"));
    m_compare->setToolTip(tr("What a price list would change; as a step that can be undone"));
    m_prices = new QPushButton(tr("Data &prices…"));
    m_prices->setToolTip(tr("The prices that the data set is kept with, and price lists"));
    m_new = new QPushButton(tr("+ H&ypothetical…"));
    m_new->setToolTip(tr("A model that nobody has asked yet, like one of the pool"));
    m_duplicate = new QPushButton(tr("D&uplicate"));
    m_duplicate->setToolTip(tr("The selected model once more, as a hypothetical one"));
    m_remove = new QPushButton(tr("Re&move"));
    m_export = new QPushButton(tr("E&xport…"));
    auto* exports = new QMenu(m_export);
    exports->addAction(tr("&Table as CSV…"), this, &ModelsPage::exportTable);
    exports->addAction(tr("&Price list…"), this, [this] { exportPrices(false); });
    exports->addAction(tr("Price list for &LiteLLM…"), this, [this] { exportPrices(true); });
    m_export->setMenu(exports);
    row->addWidget(m_source, 1);
    row->addWidget(m_compare);
    row->addWidget(m_prices);
    for (QPushButton* button : {m_new, m_duplicate, m_remove, m_export}) row->addWidget(button);
    return bar;
}

void ModelsPage::connectParts() {
    connect(m_model, &ModelTableModel::edited, this,
            [this](const Scenario& next, const QString& text) {
                m_notice->dismiss();
                m_session.edit(next, text);
            });
    connect(m_model, &ModelTableModel::refused, m_notice, &EditNotice::refuse);
    connect(m_model, &ModelTableModel::remarked, m_notice, &EditNotice::tell);
    connect(m_model, &ModelTableModel::unitAsked, this, &ModelsPage::askUnit);
    connect(m_table, &PoolView::editingEnded, this, &ModelsPage::settle, Qt::QueuedConnection);
    connectPanels();
    connect(m_prices, &QPushButton::clicked, this, &ModelsPage::pricesAsked);
    connect(m_compare, &QPushButton::clicked, this, &ModelsPage::comparePrices);
    connect(&m_session, &Session::scenarioChanged, this, [this] {
        followPool();
        m_model->setScenario(m_session.scenario());
        showBar();
        showNow();
    });
    connect(&m_session, &Session::preparedChanged, this, &ModelsPage::followPrepared);
    connect(&m_session, &Session::solvedChanged, this, &ModelsPage::followSolve);
}

void ModelsPage::connectPanels() {
    connect(m_table, &PoolView::currentModelChanged, this, [this](int row) {
        m_worth->prefer(row);
        m_hypothetical->showModel(m_model->model(row).name);
        showBar();
        showPanels();
        askCurve();
    });
    connect(m_worth, &WorthKeeper::changed, this, &ModelsPage::followWorth);
    connect(m_worthPanel, &ModelWorthPanel::switchAsked, m_model, &ModelTableModel::toggle);
    connect(m_worthPanel, &ModelWorthPanel::multiplierAsked, this,
            [this](int row, double multiple) {
                m_model->accept(row, PoolField::Multiplier, multiple);
            });
    connect(m_worthPanel, &ModelWorthPanel::limitAsked, this,
            [this](int row, double share) { m_model->accept(row, PoolField::Capacity, share); });
    connect(m_hypothetical, &HypotheticalPanel::refused, m_notice, &EditNotice::refuse);
    connect(m_hypothetical, &HypotheticalPanel::added, this, [this](const QString& name) {
        m_notice->dismiss();
        m_table->setCurrentModelRow(m_model->rowOf(name.toStdString()));
    });
    connect(m_new, &QPushButton::clicked, m_hypothetical, &HypotheticalPanel::begin);
    connect(m_duplicate, &QPushButton::clicked, this, &ModelsPage::duplicateModel);
    connect(m_remove, &QPushButton::clicked, this, &ModelsPage::removeModel);
    connect(m_curve, &ModelPriceCurve::changed, this, &ModelsPage::showCurve);
    connect(m_breakEven, &ChartPanel::exported, this, &ModelsPage::exported);
    connect(m_breakEven, &BreakEvenChart::dragStarted, this, [this] { m_gesture = newGesture(); });
    connect(m_breakEven, &BreakEvenChart::multipleAsked, this, &ModelsPage::dragPrice);
    connect(m_breakEven, &BreakEvenChart::dragFinished, this, &ModelsPage::settle);
}

/// Another data set: another pool.
void ModelsPage::followPrepared() {
    m_notice->dismiss();
    m_sorted = false;
    followPool();
    m_hypothetical->follow();
    showBar();
}

/// The models of the data, and those that are only thought of.
void ModelsPage::followPool() {
    const auto& prepared = m_session.prepared();
    const int row = m_table->currentModelRow();
    const std::string chosen = row < 0 ? std::string() : m_model->model(row).name;
    m_model->setModels(prepared ? poolOf(*prepared->data, m_session.scenario().pool)
                                : std::vector<ModelInfo>());
    m_table->setCurrentModelRow(m_model->rowOf(chosen));
}

void ModelsPage::duplicateModel() {
    const int row = m_table->currentModelRow();
    const auto& prepared = m_session.prepared();
    if (row < 0 || !prepared) return;
    Scenario next = m_session.scenario();
    const std::string made = duplicate(next, *prepared->data, m_model->model(row).name);
    m_session.edit(next, tr("duplicate %1").arg(labelText(m_model->model(row).name)));
    m_table->setCurrentModelRow(m_model->rowOf(made));
}

void ModelsPage::removeModel() {
    const int row = m_table->currentModelRow();
    if (row < 0) return;
    const std::string name = m_model->model(row).name;
    Scenario next = m_session.scenario();
    removeHypothetical(next, name);
    if (next != m_session.scenario()) m_session.edit(next, tr("remove %1").arg(labelText(name)));
}

void ModelsPage::followSolve() {
    m_model->setSolve(m_session.solved());
    showNow();
    // What is a worth of nobody asks while the page is not seen.
    if (isVisible() || !m_session.solved()) m_worth->follow();
    m_hypothetical->followSolve();
    showBar();
}

void ModelsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_worth->follow();
}

bool ModelsPage::isBusy() const {
    return isVisible() && (m_worth->isBusy() || m_curve->isBusy() || m_hypothetical->isBusy());
}

/// Rows keep their places while their worths come in, but for the first time.
void ModelsPage::followWorth() {
    m_model->worthChanged();
    askCurve();
    const bool known = m_worth->solve() && !m_worth->isBusy();
    if (known && !m_sorted) {
        m_sorted = true;
        settle();
        if (m_table->currentModelRow() < 0 && m_model->rowCount() > 0) m_table->selectRow(0);
        m_table->scrollToTop();
    }
    showPanels();
}

void ModelsPage::showPanels() {
    const int row = m_table->currentModelRow();
    m_worthPanel->show(row, row < 0 ? nullptr : &m_model->model(row), m_session.scenario());
}

/// The curve waits for the break-even, which says how far it has to reach.
void ModelsPage::askCurve() {
    const int row = m_table->currentModelRow();
    const auto& solve = m_worth->solve();
    const bool known = solve && row >= 0 && std::size_t(row) < m_worth->rows().size() &&
                       m_worth->rows()[std::size_t(row)].worth;
    if (!isVisible()) return;
    if (!known || m_model->rowCount() == 0) {
        m_curve->ask(nullptr, -1, kMissing);
    } else if (m_worth->rows()[std::size_t(row)].fresh) {
        const BreakEven& at = m_worth->rows()[std::size_t(row)].worth->breakEven;
        const bool proportional = at.kind != BreakEven::Kind::Unknown;
        m_curve->ask(proportional ? solve : nullptr, proportional ? row : -1, at.multiple);
    }
    showCurve();
}

void ModelsPage::showCurve() {
    const int row = m_table->currentModelRow();
    const auto& solve = m_worth->solve();
    if (row < 0 || !solve || m_curve->points().empty()) {
        const bool off = row >= 0 && !m_model->isRowOn(row);
        m_breakEven->clear(row < 0  ? tr("Select a model.")
                           : off    ? tr("It is switched off.")
                           : !solve ? tr("Nothing is routed yet.")
                           : m_worth->isBusy() || m_curve->isBusy()
                               ? tr("Solving…")
                               : tr("Its price has no multiple: it costs nothing."));
        return;
    }
    const WorthKeeper::Row& known = m_worth->rows()[std::size_t(row)];
    const bool floor = solve->constraints.mode == RoutingMode::CostUnderFloor;
    const double scale = floor ? 1000.0 / double(solve->experiment->problem.queryCount()) : 1.0;
    BreakEvenData shown;
    const ModelInfo& info = m_model->model(row);
    shown.name = labelText(info.name);
    shown.subject = row;
    shown.budget = !floor;
    shown.timed = solve->experiment->secondPrice > 0.0;
    shown.low = m_curve->low();
    shown.high = m_curve->high();
    shown.outputPrice = valueInForce(m_session.scenario(), info, PoolField::OutputPrice);
    if (known.worth) {
        shown.without = known.worth->without * scale;
        shown.last = known.worth->breakEven.multiple;
        shown.gains = known.worth->breakEven.kind == BreakEven::Kind::GetsFirst;
    }
    for (int j = 0; j < m_model->rowCount(); ++j) {
        shown.models.push_back(labelText(m_model->model(j).name));
    }
    for (const PriceTry& point : m_curve->points()) {
        shown.points.push_back({point.multiple, point.objective * scale, point.share});
    }
    m_breakEven->setData(std::move(shown));
    m_breakEven->setNotice(tr("the same %1; solved at %2 of %3 prices")
                               .arg(askedText(*solve))
                               .arg(m_curve->points().size())
                               .arg(m_curve->wanted()));
    showNow();
}

/// The line follows the hand; what is beside it, the answers.
void ModelsPage::showNow() {
    const int row = m_table->currentModelRow();
    const auto& solved = m_session.solved();
    if (row < 0 || !solved) return;
    const ModelInfo& info = m_model->model(row);
    const bool floor = solved->constraints.mode == RoutingMode::CostUnderFloor;
    const bool answered = valueInForce(solved->scenario, info, PoolField::Multiplier) ==
                          valueInForce(m_session.scenario(), info, PoolField::Multiplier);
    const double objective =
        floor ? solved->chosen.objectivePer1000() : solved->chosen.predictedAccuracy;
    m_breakEven->setNow(valueInForce(m_session.scenario(), info, PoolField::Multiplier),
                        answered ? objective : kMissing);
}

void ModelsPage::dragPrice(double multiple) {
    const int row = m_table->currentModelRow();
    if (row < 0) return;
    const ModelInfo& info = m_model->model(row);
    Scenario next = m_session.scenario();
    setValue(next, info, PoolField::Multiplier, std::min(multiple, kMostMultiplier));
    if (next != m_session.scenario()) {
        m_session.edit(next, tr("price of %1").arg(labelText(info.name)), m_gesture);
    }
}

void ModelsPage::settle() {
    // Rows that run under a hand that drags could not be read.
    if (QGuiApplication::mouseButtons() == Qt::NoButton) m_table->sortAgain();
}

void ModelsPage::showBar() {
    const int models = m_model->rowCount();
    m_prices->setEnabled(models > 0 && !m_session.isVisiting());
    m_export->setEnabled(models > 0);
    m_compare->setEnabled(models > 0);
    const int row = m_table->currentModelRow();
    const bool chosen = row >= 0 && row < models;
    const bool removable =
        chosen && hypotheticalOf(m_session.scenario().pool, m_model->model(row).name);
    m_new->setEnabled(models > 0);
    m_duplicate->setEnabled(chosen);
    m_remove->setEnabled(removable);
    m_remove->setToolTip(removable ? tr("Takes the hypothetical model out of the pool")
                                   : tr("Models of the data are switched off, not removed"));
    m_source->setText(models == 0 ? QString()
                                  : tr("Price list  %1 · %2 of %3 prices known")
                                        .arg(sourceText())
                                        .arg(m_model->pricedCount())
                                        .arg(models));
    m_source->setToolTip(m_source->text());
    const auto& solved = m_session.solved();
    QString foot = tr("Pool of %1").arg(models);
    if (solved && !std::isnan(solved->chosen.cost)) {
        foot += tr(" · %1 per 1,000").arg(usd(solved->chosen.costPer1000()));
    }
    m_foot->setText(foot + tr(" · – unknown, never zero · ▲ loses its last query, ▼ gets its first "
                              "· F2 edits a cell · Space switches a "
                              "model · Delete resets · Ctrl+Z undoes"));
}

/// Where the prices in force come from.
QString ModelsPage::sourceText() const {
    const PoolSettings& pool = m_session.scenario().pool;
    std::set<QString> sources;
    for (const ModelInfo& model : m_model->models()) {
        if (hypotheticalOf(pool, model.name) || model.priceSource.empty()) continue;
        sources.insert(labelText(model.priceSource));
    }
    QString from = sources.empty() ? tr("prices of the data")
                   : sources.size() == 1
                       ? *sources.begin()
                       : tr("%1 and %2 more").arg(*sources.begin()).arg(sources.size() - 1);
    std::set<std::string> own;
    for (const auto* prices : {&pool.inputPrice, &pool.outputPrice}) {
        for (const auto& [model, price] : *prices) own.insert(model);
    }
    if (own.empty()) return from;
    return pool.priceList.empty()
               ? tr("%1, %2 typed").arg(from).arg(own.size())
               : tr("%1, %2 by %3").arg(from).arg(own.size()).arg(labelText(pool.priceList));
}

PriceListDialog* ModelsPage::comparePrices() {
    auto* dialog = new PriceListDialog(m_model->models(), m_session.scenario(),
                                       m_session.bundledPrices(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const Scenario next = dialog->applied();
        if (next != m_session.scenario()) {
            m_session.edit(next, tr("prices by %1").arg(labelText(dialog->source().toStdString())));
        }
    });
    dialog->open();
    return dialog;
}

void ModelsPage::savePrices(const QString& path, bool liteLlm) const {
    std::vector<ModelInfo> models;
    for (ModelInfo model : m_model->models()) {
        const Scenario& scenario = m_session.scenario();
        const double factor = valueInForce(scenario, model, PoolField::Multiplier);
        const auto own = [&](PoolField field) {
            return ownValue(scenario, model.name, field).has_value();
        };
        const bool input = own(PoolField::InputPrice);
        const bool output = own(PoolField::OutputPrice);
        model.inputPrice = valueInForce(scenario, model, PoolField::InputPrice) * factor;
        model.outputPrice = valueInForce(scenario, model, PoolField::OutputPrice) * factor;
        for (PriceTier& tier : model.tiers) {
            // As they are paid: what the operator sets holds for all lengths.
            tier.inputPrice = input ? model.inputPrice : tier.inputPrice * factor;
            tier.outputPrice = output ? model.outputPrice : tier.outputPrice * factor;
        }
        models.push_back(std::move(model));
    }
    writeFile(path.toStdString(), [&](std::ostream& out) {
        writePriceList(out, models, sourceText().toStdString(),
                       QDate::currentDate().toString(Qt::ISODate).toStdString(),
                       liteLlm ? PriceListLayout::LiteLlm : PriceListLayout::Own);
    });
}

void ModelsPage::exportPrices(bool liteLlm) {
    const auto written = saveAsked(
        this, tr("Export the prices"),
        liteLlm ? QStringLiteral("model_prices_and_context_window.json")
                : QStringLiteral("prices.json"),
        [this, liteLlm](const QString& path) { savePrices(path, liteLlm); }, tr("JSON (*.json)"));
    if (written) emit exported(*written);
}

void ModelsPage::askUnit(int row, PoolField field, double typed, double other) {
    const auto money = [](double value) {
        return tr("$%1 per million").arg(QLocale::c().toString(value, 'g', 6));
    };
    const ModelInfo& info = m_model->model(row);
    const double listed = field == PoolField::InputPrice ? info.inputPrice : info.outputPrice;
    m_notice->ask(tr("Per million or per thousand tokens? %1 is about 1,000 times off the %2 that "
                     "the list has for %3.")
                      .arg(money(typed), money(listed), labelText(info.name)),
                  money(other), money(typed),
                  [this, name = info.name, field, typed, other](bool first) {
                      const int at = m_model->rowOf(name);
                      if (at >= 0) m_model->accept(at, field, first ? other : typed);
                      m_table->setFocus();
                  });
}

void ModelsPage::saveCsv(const QString& path) const {
    saveText(path, tableCsv(*m_table->model()));
}

void ModelsPage::exportTable() {
    const auto written = saveAsked(this, tr("Export the pool"), QStringLiteral("models.csv"),
                                   [this](const QString& path) { saveCsv(path); });
    if (written) emit exported(*written);
}

}  // namespace orl
