#include "ui/problem/pool_section.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/lab/pool_edit.h"
#include "ui/problem/pool_model.h"
#include "ui/problem/pool_table.h"
#include "ui/session/session.h"

namespace orl {

PoolSection::PoolSection(Session& session, QWidget* parent)
    : Section(tr("Pool"), parent),
      m_session(session),
      m_model(new PoolModel(this)),
      m_table(new PoolTable(m_model)) {
    column()->addWidget(m_table);
    connect(m_model, &PoolModel::edited, this,
            [this](const Scenario& next, const QString& text) { m_session.edit(next, text); });
    connect(&session, &Session::scenarioChanged, this, [this] {
        m_model->setScenario(m_session.scenario());
        showModels();
    });
    connect(&session, &Session::preparedChanged, this, &PoolSection::showModels);
    connect(&session, &Session::solvedChanged, this, &PoolSection::showShares);
    connect(&session, &Session::stalenessChanged, this, &PoolSection::showAge);
    m_model->setScenario(session.scenario());
}

void PoolSection::showModels() {
    std::vector<std::string> names;
    if (const auto& prepared = m_session.prepared()) {
        for (const ModelInfo& model : poolOf(*prepared->data, m_session.scenario().pool)) {
            names.push_back(model.name);
        }
    }
    m_model->setModels(names);
}

/// The models of other data are not there to be changed.
void PoolSection::showAge() {
    const auto& prepared = m_session.prepared();
    const bool other = prepared && prepared->scenario.preparation.dataset !=
                                       m_session.scenario().preparation.dataset;
    m_table->setEnabled(!other);
    m_table->setToolTip(other ? m_session.staleness() : QString());
}

void PoolSection::showShares() {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.prepared();
    if (!solve || !prepared) {
        m_model->setShares({});
        return;
    }
    const std::vector<ModelInfo> pool = poolOf(*prepared->data, m_session.scenario().pool);
    std::vector<double> shares(pool.size(), kMissing);
    const auto& models = solve->experiment->models;
    const bool routed = std::isfinite(solve->chosen.cost);
    for (std::size_t j = 0; routed && j < std::min(models.size(), solve->chosen.share.size());
         ++j) {
        const auto at = std::ranges::find(pool, models[j], &ModelInfo::name);
        if (at != pool.end()) shares[std::size_t(at - pool.begin())] = solve->chosen.share[j];
    }
    m_model->setShares(shares);
}

}  // namespace orl
