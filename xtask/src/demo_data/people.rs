//! The people of the made-up company: names, accounts in each system, roles and dates.

use super::random::Stream;

/// Index of a person in [`Staff::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonId(pub usize);

/// One human with accounts and roles.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name as ServiceNow, git and Jira show it.
    pub name: String,
    /// E-mail address, also the git author's.
    pub email: String,
    /// GitHub logins; the first is the one in daily use.
    pub github: Vec<String>,
    /// Jira account id, 24 hexadecimal digits.
    pub jira: String,
    /// Account of the deploy tool.
    pub ci: String,
    /// Roles in the roster.
    pub roles: &'static [&'static str],
    /// First day of the roles.
    pub valid_from: String,
    /// Last day of the roles, empty where open.
    pub valid_to: String,
    /// Minutes east of UTC at which this person's computer runs.
    pub zone: i64,
}

impl Person {
    /// The GitHub login in daily use.
    pub fn login(&self) -> &str {
        &self.github[0]
    }
}

/// Everybody in the roster, by duty.
#[derive(Debug)]
pub struct Staff {
    /// All persons; a [`PersonId`] points into this.
    pub all: Vec<Person>,
    /// Engineers, the teams of the services are cut from these.
    pub engineers: Vec<PersonId>,
    /// Engineers who have a second GitHub account.
    pub with_second_account: Vec<PersonId>,
    /// Designated approvers.
    pub approvers: Vec<PersonId>,
    /// People who hold a deploying role all year.
    pub deployers: Vec<PersonId>,
    /// The security team: who reviews changes to infrastructure, and who attests.
    pub security: Vec<PersonId>,
    /// Who leads incidents, and says what did not cause them.
    pub incident_lead: PersonId,
    /// Who owns the policy.
    pub policy_owner: PersonId,
    /// A deployer who left before the year.
    pub former_deployer: PersonId,
    /// A deployer whose role begins after the year.
    pub future_deployer: PersonId,
}

const FIRST_NAMES: [(&str, &str); 56] = [
    ("Ada", "ada"),
    ("Agnès", "agnes"),
    ("Aiko", "aiko"),
    ("Amara", "amara"),
    ("Anders", "anders"),
    ("Anjali", "anjali"),
    ("Begoña", "begona"),
    ("Bilal", "bilal"),
    ("Bruno", "bruno"),
    ("Catarina", "catarina"),
    ("Chinedu", "chinedu"),
    ("Çağla", "cagla"),
    ("Dalia", "dalia"),
    ("Daniel", "daniel"),
    ("Deepak", "deepak"),
    ("Ebba", "ebba"),
    ("Élodie", "elodie"),
    ("Emeka", "emeka"),
    ("Fatima", "fatima"),
    ("Fionn", "fionn"),
    ("Gaël", "gael"),
    ("Giulia", "giulia"),
    ("Hevin", "hevin"),
    ("Hugo", "hugo"),
    ("Ioana", "ioana"),
    ("Ismail", "ismail"),
    ("Jana", "jana"),
    ("Jiho", "jiho"),
    ("Joaquín", "joaquin"),
    ("Karolína", "karolina"),
    ("Kwame", "kwame"),
    ("Leila", "leila"),
    ("Linnea", "linnea"),
    ("Łukasz", "lukasz"),
    ("Maren", "maren"),
    ("Mateo", "mateo"),
    ("Mei", "mei"),
    ("Milan", "milan"),
    ("Nadia", "nadia"),
    ("Niamh", "niamh"),
    ("Nikos", "nikos"),
    ("Olu", "olu"),
    ("Özlem", "ozlem"),
    ("Paula", "paula"),
    ("Petra", "petra"),
    ("Rahul", "rahul"),
    ("Renée", "renee"),
    ("Rui", "rui"),
    ("Sanna", "sanna"),
    ("Sergiu", "sergiu"),
    ("Søren", "soren"),
    ("Tamsin", "tamsin"),
    ("Uche", "uche"),
    ("Věra", "vera"),
    ("Yara", "yara"),
    ("Zoë", "zoe"),
];

const LAST_NAMES: [(&str, &str); 48] = [
    ("Abebe", "abebe"),
    ("Ahlström", "ahlstrom"),
    ("Bianchi", "bianchi"),
    ("Brânză", "branza"),
    ("Castro", "castro"),
    ("Chaudhry", "chaudhry"),
    ("Demir", "demir"),
    ("Dvořák", "dvorak"),
    ("Eriksen", "eriksen"),
    ("Falk", "falk"),
    ("Fernández", "fernandez"),
    ("Fofanah", "fofanah"),
    ("García", "garcia"),
    ("Głowacka", "glowacka"),
    ("Hartmann", "hartmann"),
    ("Ibekwe", "ibekwe"),
    ("Ionescu", "ionescu"),
    ("Jovanović", "jovanovic"),
    ("Kallas", "kallas"),
    ("Kapoor", "kapoor"),
    ("Kobayashi", "kobayashi"),
    ("Laurent", "laurent"),
    ("Lindgren", "lindgren"),
    ("Mbeki", "mbeki"),
    ("Meyer", "meyer"),
    ("Moreau", "moreau"),
    ("Müller", "muller"),
    ("Nakamura", "nakamura"),
    ("Ní Bhriain", "nibhriain"),
    ("Nowak", "nowak"),
    ("Núñez", "nunez"),
    ("Oyelaran", "oyelaran"),
    ("Papadaki", "papadaki"),
    ("Pereira", "pereira"),
    ("Quispe", "quispe"),
    ("Rossi", "rossi"),
    ("Sørlie", "sorlie"),
    ("Sato", "sato"),
    ("Šimić", "simic"),
    ("Tanaka", "tanaka"),
    ("Thapa", "thapa"),
    ("Ustun", "ustun"),
    ("van der Berg", "vanderberg"),
    ("Vasquez", "vasquez"),
    ("Weiß", "weiss"),
    ("Yıldız", "yildiz"),
    ("Zapata", "zapata"),
    ("Zheng", "zheng"),
];

const ENGINEER_ROLES: [&[&str]; 4] = [
    &["engineer"],
    &["engineer"],
    &["engineer", "senior_engineer"],
    &["engineer"],
];

const ZONES: [i64; 6] = [0, 60, 60, 120, 330, -300];

impl Staff {
    /// Hires for `services` services. `year` is the year of the exports.
    pub fn hire(random: &mut Stream, services: usize, year: i64) -> Self {
        let mut names = Names::shuffled(random);
        let mut staff = Self {
            all: Vec::new(),
            engineers: Vec::new(),
            with_second_account: Vec::new(),
            approvers: Vec::new(),
            deployers: Vec::new(),
            security: Vec::new(),
            incident_lead: PersonId(0),
            policy_owner: PersonId(0),
            former_deployer: PersonId(0),
            future_deployer: PersonId(0),
        };
        let from = format!("{}-01-01", year - 1);
        for number in 0..8 + services * 3 {
            let id = staff.add(names.next(random), ENGINEER_ROLES[number % 4], &from, "");
            // One engineer in twelve signs in with a second account as well.
            if number % 12 == 5 {
                let second = format!("{}-work", staff.all[id.0].login());
                staff.all[id.0].github.push(second);
                staff.with_second_account.push(id);
            } else {
                staff.engineers.push(id);
            }
        }
        for _ in 0..2 + services / 6 {
            let id = staff.add(names.next(random), &["designated_approver"], &from, "");
            staff.approvers.push(id);
        }
        for _ in 0..2 + services / 5 {
            let id = staff.add(names.next(random), &["deployer", "engineer"], &from, "");
            staff.deployers.push(id);
        }
        for _ in 0..3 {
            let id = staff.add(names.next(random), &["security_reviewer"], &from, "");
            staff.security.push(id);
        }
        staff.incident_lead = staff.add(names.next(random), &["incident_lead"], &from, "");
        staff.policy_owner = staff.add(names.next(random), &["policy_owner"], &from, "");
        staff.add(names.next(random), &["compliance_officer"], &from, "");
        let left = format!("{}-12-31", year - 1);
        staff.former_deployer = staff.add(names.next(random), &["deployer"], &from, &left);
        let later = format!("{}-06-01", year + 1);
        staff.future_deployer = staff.add(names.next(random), &["deployer"], &later, "");
        staff
    }

    /// The person behind an id.
    pub fn person(&self, id: PersonId) -> &Person {
        &self.all[id.0]
    }

    fn add(
        &mut self,
        hired: Hired,
        roles: &'static [&'static str],
        from: &str,
        to: &str,
    ) -> PersonId {
        let id = PersonId(self.all.len());
        let Hired {
            name,
            first,
            last,
            jira,
            zone,
        } = hired;
        self.all.push(Person {
            name,
            email: format!("{first}.{last}@clicki.example"),
            github: vec![format!("{first}-{last}")],
            jira,
            ci: format!("{first}.{last}"),
            roles,
            valid_from: from.to_owned(),
            valid_to: to.to_owned(),
            zone,
        });
        id
    }
}

/// A name and what the systems make of it.
struct Hired {
    name: String,
    first: &'static str,
    last: String,
    jira: String,
    zone: i64,
}

/// Hands out names; no full name is given twice.
struct Names {
    firsts: Vec<usize>,
    lasts: Vec<usize>,
    given: usize,
}

impl Names {
    fn shuffled(random: &mut Stream) -> Self {
        let mut firsts: Vec<usize> = (0..FIRST_NAMES.len()).collect();
        let mut lasts: Vec<usize> = (0..LAST_NAMES.len()).collect();
        random.shuffle(&mut firsts);
        random.shuffle(&mut lasts);
        Self {
            firsts,
            lasts,
            given: 0,
        }
    }

    fn next(&mut self, random: &mut Stream) -> Hired {
        let number = self.given;
        self.given += 1;
        // Each round of first names meets the last names one place further on.
        let round = number / self.firsts.len();
        let (first, first_plain) = FIRST_NAMES[self.firsts[number % self.firsts.len()]];
        let place = (number % self.firsts.len() + round) % self.lasts.len();
        let (last, last_plain) = LAST_NAMES[self.lasts[place]];
        let again = number / (self.firsts.len() * self.lasts.len());
        let (name, last) = if again == 0 {
            (format!("{first} {last}"), last_plain.to_owned())
        } else {
            (
                format!("{first} {last} {}", again + 1),
                format!("{last_plain}{}", again + 1),
            )
        };
        Hired {
            name,
            first: first_plain,
            last,
            jira: random.hex(24),
            zone: *random.pick(&ZONES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_people_share_a_name_or_an_account() {
        let staff = Staff::hire(&mut Stream::new(1, 1), 120, 2025);
        let mut seen = BTreeSet::new();
        for person in &staff.all {
            for account in [&person.name, &person.email, &person.jira, &person.ci] {
                assert!(seen.insert(account.clone()), "{account} was given twice");
            }
            for login in &person.github {
                assert!(seen.insert(login.clone()), "{login} was given twice");
            }
        }
    }
}
