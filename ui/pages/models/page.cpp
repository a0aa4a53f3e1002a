#include "ui/pages/models/page.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/pages/models/edit_notice.h"
#include "ui/pages/models/pool_view.h"
#include "ui/pages/models/table_model.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
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
    m_table = new PoolView(m_model);
    m_foot = new QLabel;
    m_foot->setTextFormat(Qt::PlainText);
    m_foot->setFont(type::note(font()));
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(buildBar());
    column->addWidget(m_notice);
    column->addWidget(m_table, 1);
    column->addWidget(m_foot);
}

QWidget* ModelsPage::buildBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_source = new QLabel;
    m_source->setTextFormat(Qt::PlainText);
    m_source->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_prices = new QPushButton(tr("&Prices of the data…"));
    m_prices->setToolTip(tr("The prices that the data set is kept with, and price lists"));
    m_export = new QPushButton(tr("E&xport…"));
    m_export->setToolTip(tr("The table as CSV"));
    row->addWidget(m_source, 1);
    row->addWidget(m_prices);
    row->addWidget(m_export);
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
    connect(m_prices, &QPushButton::clicked, this, &ModelsPage::pricesAsked);
    connect(m_export, &QPushButton::clicked, this, &ModelsPage::exportTable);
    connect(&m_session, &Session::scenarioChanged, this, [this] {
        m_model->setScenario(m_session.scenario());
        showBar();
    });
    connect(&m_session, &Session::preparedChanged, this, &ModelsPage::followPrepared);
    connect(&m_session, &Session::solvedChanged, this, &ModelsPage::followSolve);
}

/// Another data set: another pool.
void ModelsPage::followPrepared() {
    const auto& prepared = m_session.prepared();
    m_notice->dismiss();
    m_sorted = false;
    m_model->setModels(prepared ? prepared->data->models : std::vector<ModelInfo>());
    showBar();
}

void ModelsPage::followSolve() {
    const auto& solved = m_session.solved();
    m_model->setSolve(m_session.solvedFrom() == m_session.prepared() ? solved : nullptr);
    if (!m_sorted && solved && m_model->rowCount() > 0) {
        m_sorted = true;
        settle();
        if (m_table->currentModelRow() < 0) m_table->selectRow(0);
    }
    showBar();
}

void ModelsPage::settle() {
    // Rows that run under a hand that drags could not be read.
    if (QGuiApplication::mouseButtons() == Qt::NoButton) m_table->sortAgain();
}

void ModelsPage::showBar() {
    const int models = m_model->rowCount();
    m_prices->setEnabled(models > 0 && !m_session.isVisiting());
    m_export->setEnabled(models > 0);
    std::set<QString> sources;
    for (const ModelInfo& model : m_model->models()) {
        if (!model.priceSource.empty()) sources.insert(labelText(model.priceSource));
    }
    const QString from = sources.empty() ? tr("prices of the data")
                         : sources.size() == 1
                             ? *sources.begin()
                             : tr("%1 and %2 more").arg(*sources.begin()).arg(sources.size() - 1);
    m_source->setText(models == 0 ? QString()
                                  : tr("Price list  %1 · %2 of %3 prices known")
                                        .arg(from)
                                        .arg(m_model->pricedCount())
                                        .arg(models));
    m_source->setToolTip(m_source->text());
    const auto& solved = m_session.solved();
    QString foot = tr("Pool of %1").arg(models);
    if (solved && !std::isnan(solved->chosen.cost)) {
        foot += tr(" · %1 per 1,000").arg(usd(solved->chosen.costPer1000()));
    }
    m_foot->setText(foot + tr(" · – unknown, never zero · F2 edits a cell · Space switches a "
                              "model · Delete resets · Ctrl+Z undoes"));
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
