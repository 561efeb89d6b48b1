module example.com/abilens

go 1.21
