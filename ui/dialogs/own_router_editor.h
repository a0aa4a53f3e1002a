#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/own_router.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableWidget;

namespace orl {

/// What the data have for rules to name.
struct OwnRouterPlaces {
    std::vector<std::string> tasks;
    std::vector<std::string> levels;
    std::vector<std::string> models;

    bool operator==(const OwnRouterPlaces&) const = default;
};

/// The fields of one own router: its name, what kind of rule it is, and the rule. What the data do
/// not have but the rule names stays in the lists, so that nothing is lost by looking at it.
class OwnRouterEditor : public QWidget {
    Q_OBJECT
  public:
    explicit OwnRouterEditor(QWidget* parent = nullptr);

    void setPlaces(OwnRouterPlaces places);
    void show(const OwnRouter& router);
    /// As the fields say; it may not be whole yet (see checkOwnRouter).
    OwnRouter router() const;
    void setChoices(std::shared_ptr<const ChoiceList> choices);
    /// What was found while the file of choices was read.
    void setFileNote(const QString& text);

    QLineEdit* name() const { return m_name; }
    QComboBox* kind() const { return m_kind; }
    QTableWidget* table() const { return m_table; }
    QTableWidget* steps() const { return m_steps; }
    QTableWidget* shares() const { return m_shares; }
    QComboBox* unit() const { return m_unit; }
    QComboBox* otherwise() const { return m_otherwise; }
    QPushButton* load() const { return m_load; }
    QPushButton* addStep() const { return m_addStep; }
    QLabel* fileNote() const { return m_fileNote; }

  signals:
    void changed();

  private:
    void build();
    QWidget* buildTable();
    QWidget* buildSteps();
    QWidget* buildShares();
    QWidget* buildFile();
    OwnRouter::Kind chosenKind() const;
    void showKind();
    void fillTable(const OwnRouter& router);
    void fillSteps(const OwnRouter& router);
    void fillShares(const OwnRouter& router);
    void appendStep(const LengthStep& step);
    /// A choice among the models. @param none what the first entry, which is no model, is called
    QComboBox* modelBox(const std::string& chosen, const QString& none);
    void fillModels(QComboBox& box, const std::string& chosen, const QString& none) const;

    OwnRouterPlaces m_places;
    std::shared_ptr<const ChoiceList> m_choices;
    OwnRouter m_shown;
    bool m_touched = false;  ///< somebody has changed something since it was shown
    bool m_filling = false;  ///< the fields are being set, not changed by people
    QFormLayout* m_form = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_kind = nullptr;
    QStackedWidget* m_rules = nullptr;
    QTableWidget* m_table = nullptr;
    QTableWidget* m_steps = nullptr;
    QTableWidget* m_shares = nullptr;
    QComboBox* m_unit = nullptr;
    QComboBox* m_otherwise = nullptr;
    QSpinBox* m_seed = nullptr;
    QPushButton* m_load = nullptr;
    QPushButton* m_addStep = nullptr;
    QPushButton* m_dropStep = nullptr;
    QLabel* m_file = nullptr;
    QLabel* m_fileNote = nullptr;
};

}  // namespace orl
